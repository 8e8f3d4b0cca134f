using Interop.Protocol.Canvas;

namespace Interop.Client.Producing;

/// <summary>Which composite signatures can be called so far.</summary>
internal static class CanvasSupport
{
    /// <summary>Refuses what cannot be called.</summary>
    /// <exception cref="CanvasNotSupportedException">It is or contains something that cannot be called.</exception>
    public static void Check(Signature signature)
    {
        if (Find(signature) is { } fault)
        {
            throw new CanvasNotSupportedException(fault.Kind, fault.Message);
        }
    }

    public static (string Kind, string Message)? Find(Signature signature) => signature.SubtaskType switch
    {
        null or "" or "xmap" or "xstarmap" => null,
        "chain" => FindInChain(signature.Members()),
        "group" => HasLinks(signature)
            ? ("group", "A group cannot have a callback of its own; Celery refuses it too. Put it on the members, or use a chord.")
            : signature.Members().Select(Find).FirstOrDefault(fault => fault is not null),
        "chord" => ("chord", "A chord cannot be called by this version: nothing of it was sent. Send it from Python, or send the "
            + "group and collect its results."),
        var kind => (kind, $"A signature of kind '{Shorten(kind)}' cannot be called by this version: nothing of it was sent. "
            + "Expected a task, a chain or a group."),
    };

    private static (string Kind, string Message)? FindInChain(IReadOnlyList<Signature> steps)
    {
        if (steps.Count == 0)
        {
            return ("chain", "The chain has no steps; expected at least one.");
        }

        for (var i = 0; i < steps.Count; i++)
        {
            var step = Unrolled(steps[i]);
            if (EndsInGroup(step) && i < steps.Count - 1)
            {
                return ("chord", "A group in a chain with a task after it is a chord, which cannot be called by this version: nothing "
                    + "of it was sent. Send the chain from Python, or end it with the group.");
            }

            if (Find(step) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>True for a group, and for a chain whose last step is one.</summary>
    public static bool EndsInGroup(Signature signature) => signature.SubtaskType switch
    {
        "group" => true,
        "chain" => signature.Members() is [.., var last] && EndsInGroup(Unrolled(last)),
        _ => false,
    };

    /// <summary>The only member of a group of one, as a step of a chain. Celery: <c>maybe_unroll_group</c>.</summary>
    public static Signature Unrolled(Signature step) =>
        step.SubtaskType == "group" && step.Members() is [{ } only] ? only : step;

    private static bool HasLinks(Signature group) =>
        group.Options["link"] is { IsNone: false } || group.Options["link_error"] is { IsNone: false };

    private static string Shorten(string kind) => kind.Length > 40 ? string.Concat(kind.AsSpan(0, 40), "...") : kind;
}
