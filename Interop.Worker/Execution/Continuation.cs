using Interop.Client.Producing;
using Interop.Protocol.Canvas;
using Interop.Protocol.Messages;

namespace Interop.Worker.Execution;

/// <summary>Sends what follows a task that succeeded: callbacks, the next step of a chain.</summary>
/// <remarks>Celery: <c>build_tracer</c> in <c>celery/app/trace.py</c>.</remarks>
internal sealed class Continuation(WorkerRuntime runtime)
{
    /// <summary>True when this version knows all kinds of signature that may follow the task.</summary>
    public static bool CanFollow(TaskEmbed embed) =>
        CanSend(embed.Callbacks) && CanSend(embed.Chain) && CanSend(embed.Errbacks)
        && (embed.Chord is null || TaskPublisher.CanExecute(embed.Chord));

    /// <summary>Callbacks first, then the next step of the chain; both become children of the task.</summary>
    public async ValueTask SucceededAsync(TaskContext context)
    {
        var embed = context.Message.Embed;
        var call = new SignatureCall
        {
            PrependResultJson = context.Result.Json,
            PrependResult = context.Result.Value,
            ParentId = context.Id,
            RootId = context.RootId ?? context.Id,
            Priority = runtime.App.Options.TaskInheritParentPriority ? context.Priority : null,
        };
        foreach (var callback in Together(embed.Callbacks ?? []))
        {
            await runtime.Sender.SendAsync(context, callback, call).ConfigureAwait(false);
        }

        if (embed.Chain is { Count: > 0 } chain)
        {
            await runtime.Sender.SendAsync(context, chain[^1], call with { Chain = [.. chain.Take(chain.Count - 1)] }).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what takes the task's place.</summary>
    public ValueTask ReplacedAsync(TaskContext context, Signature replacement) =>
        runtime.Sender.SendAsync(context, replacement, SignatureCall.Empty);

    /// <summary>Several plain callbacks are sent as one group, groups by themselves.</summary>
    private static IEnumerable<Signature> Together(IReadOnlyList<Signature> callbacks)
    {
        if (callbacks.Count <= 1)
        {
            return callbacks;
        }

        var plain = callbacks.Where(s => s.SubtaskType != "group").ToList();
        var groups = callbacks.Where(s => s.SubtaskType == "group");
        return plain.Count == 0 ? groups : groups.Append(Group.Of(plain));
    }

    private static bool CanSend(IReadOnlyList<Signature>? signatures) => signatures?.All(TaskPublisher.CanExecute) ?? true;
}
