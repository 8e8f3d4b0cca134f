using Interop.Client.Producing;
using Interop.Protocol.Canvas;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Values;

namespace Interop.Worker.Execution.Canvas;

/// <summary>Error callbacks. One that this worker has, and that takes more than one positional argument and no context, is called directly
/// with request, exception and traceback; all others are sent, as one group, with the id of the failed task.</summary>
/// <remarks>Celery: <c>Backend._call_task_errbacks</c>.</remarks>
internal sealed class ErrorCallbacks(WorkerRuntime runtime, SignatureSender sender)
{
    /// <summary>Calls those of the task itself.</summary>
    public ValueTask CallAsync(TaskContext context, RemoteError error) => context.Message.Embed.Errbacks is { Count: > 0 } errbacks
        ? CallAsync(context, errbacks, context.Id, context.RootId ?? context.Id, FailedRequest.Of(context), error)
        : default;

    /// <summary>Calls those of the body of a chord, which never ran.</summary>
    public ValueTask CallAsync(TaskContext context, IReadOnlyList<Signature> errbacks, Signature body, RemoteError error)
    {
        var id = body.OptionText("task_id") ?? "";
        return CallAsync(context, errbacks, id, body.OptionText("root_id") ?? id, FailedRequest.Of(body), error);
    }

    private async ValueTask CallAsync(
        TaskContext context, IReadOnlyList<Signature> errbacks, string failedId, string rootId, WireMap request, RemoteError error)
    {
        var sent = new List<Signature>();
        foreach (var errback in errbacks)
        {
            if (runtime.Registry.Find(errback.Task) is { Invoker.TakesFailures: true })
            {
                await CallDirectlyAsync(context, errback, request, error).ConfigureAwait(false);
            }
            else
            {
                sent.Add(errback);
            }
        }

        if (sent.Count > 0)
        {
            var call = new SignatureCall { PrependResultJson = runtime.App.Codec.Write(failedId), ParentId = failedId, RootId = rootId };
            await sender.SendAsync(context, Group.Of(sent), call).ConfigureAwait(false);
        }
    }

    private static async ValueTask CallDirectlyAsync(TaskContext context, Signature errback, WireMap request, RemoteError error)
    {
        WireValue[] args = errback.Immutable
            ? [.. errback.Args]
            : [request, RemoteErrorCodec.ToMap(error), error.Traceback, .. errback.Args];
        var call = context.ForInlineCall(errback.Task, new TaskArguments { ArgsValues = args, KwargsValues = errback.Kwargs });
        try
        {
            await call.Definition.Invoker.InvokeAsync(call).ConfigureAwait(false);
        }
        finally
        {
            await call.DisposeScopeAsync().ConfigureAwait(false);
        }
    }
}
