using System.Text;
using Interop.Client.Producing;
using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Worker.Execution;

/// <summary>Sends what follows a task: callbacks, the next step of a chain, error callbacks.</summary>
/// <remarks>Celery: <c>build_tracer</c> in <c>celery/app/trace.py</c>, <c>Backend._call_task_errbacks</c>.</remarks>
internal sealed class Continuation(WorkerRuntime runtime)
{
    /// <summary>True when everything that may follow the task can be sent by this version.</summary>
    public static bool CanFollow(TaskEmbed embed) =>
        embed.Chord is null && CanSend(embed.Callbacks) && CanSend(embed.Chain) && CanSend(embed.Errbacks);

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
        if (embed.Callbacks is { Count: > 0 } callbacks)
        {
            foreach (var callback in Together(callbacks))
            {
                await SendAsync(context, callback, call).ConfigureAwait(false);
            }
        }

        if (embed.Chain is { Count: > 0 } chain)
        {
            await SendAsync(context, chain[^1], call with { Chain = [.. chain.Take(chain.Count - 1)] }).ConfigureAwait(false);
        }
    }

    /// <summary>Error callbacks, all as one group and in the old style: called with the id of the failed task.</summary>
    public async ValueTask FailedAsync(TaskContext context)
    {
        if (context.Message.Embed.Errbacks is not { Count: > 0 } errbacks)
        {
            return;
        }

        await SendAsync(context, Group(errbacks), new SignatureCall
        {
            PrependResultJson = runtime.App.Codec.Write(context.Id),
            ParentId = context.Id,
            RootId = context.RootId ?? context.Id,
        }).ConfigureAwait(false);
    }

    /// <summary>Several plain callbacks are sent as one group, groups by themselves.</summary>
    private IEnumerable<Signature> Together(IReadOnlyList<Signature> callbacks)
    {
        if (callbacks.Count == 1)
        {
            return callbacks;
        }

        var plain = callbacks.Where(s => s.SubtaskType != "group").ToList();
        var groups = callbacks.Where(s => s.SubtaskType == "group");
        return plain.Count == 0 ? groups : groups.Append(Group(plain));
    }

    private Signature Group(IReadOnlyList<Signature> members) => new("celery.group")
    {
        Kwargs = new WireMap().With(
            "tasks", WireValue.List([.. members.Select(m => WireValue.Map(SignatureCodec.ToMap(m, runtime.App.Options.Release)))])),
        SubtaskType = "group",
    };

    private async ValueTask SendAsync(TaskContext context, Signature signature, SignatureCall call)
    {
        ResultTuple? sent = null;
        async ValueTask SendOnceAsync(CancellationToken cancellationToken) =>
            sent = await runtime.App.Publisher.SendSignatureAsync(signature, call, cancellationToken).ConfigureAwait(false);

        try
        {
            await SendOnceAsync(runtime.Closed).ConfigureAwait(false);
        }
        catch (CeleryException e) when (e.IsTransient)
        {
            await Persistence.RetryAsync(runtime, context, $"sending {signature.Task}", e, SendOnceAsync).ConfigureAwait(false);
        }

        context.AddChild(sent!);
    }

    private static bool CanSend(IReadOnlyList<Signature>? signatures) => signatures?.All(TaskPublisher.CanExecute) ?? true;
}
