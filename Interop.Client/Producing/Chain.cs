using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Client.Producing;

/// <summary>Tasks one after the other, each with the result of the one before. Celery: <c>celery.chain</c>.</summary>
public static class Chain
{
    /// <summary>The signature of a chain; steps that are chains themselves are spliced in.</summary>
    /// <exception cref="ArgumentException">There are no steps.</exception>
    public static Signature Of(params IReadOnlyList<Signature> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0)
        {
            throw new ArgumentException("A chain needs at least one step.", nameof(steps));
        }

        var flat = steps.SelectMany(step => step.SubtaskType == "chain" ? step.Members() : [step]).ToList();
        return new Signature("celery.chain", [])
        {
            Kwargs = new WireMap().With("tasks", SignatureParts.ToList(flat, CeleryRelease.V56)),
            SubtaskType = "chain",
        };
    }
}
