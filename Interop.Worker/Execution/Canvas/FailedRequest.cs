using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Worker.Execution.Canvas;

/// <summary>What an error callback is told of the task that failed. Celery: <c>Context</c>, of which these are the fields.</summary>
internal static class FailedRequest
{
    public static WireMap Of(TaskContext context) => new WireMap()
        .With("id", context.Id)
        .With("task", context.Name)
        .With("args", ArgumentValues.ArgsList(context.Arguments))
        .With("kwargs", ArgumentValues.Kwargs(context.Arguments))
        .With("root_id", context.RootId)
        .With("parent_id", context.ParentId)
        .With("group", context.Group)
        .With("group_index", context.Headers.GroupIndex is { } index ? index : WireValue.None)
        .With("retries", context.Retries)
        .With("correlation_id", context.Properties.CorrelationId)
        .With("reply_to", context.Properties.ReplyTo)
        .With("hostname", context.Hostname)
        .With("argsrepr", context.Headers.ArgsRepr)
        .With("kwargsrepr", context.Headers.KwargsRepr);

    /// <summary>Of a task that never came to be one. Celery: <c>_create_fake_task_request</c>.</summary>
    public static WireMap Of(Signature signature) => new WireMap()
        .With("id", signature.OptionText("task_id"))
        .With("task", signature.Task)
        .With("args", WireValue.List(signature.Args))
        .With("kwargs", signature.Kwargs)
        .With("root_id", signature.OptionText("root_id"))
        .With("parent_id", signature.OptionText("parent_id"))
        .With("group", signature.OptionText("group_id"))
        .With("group_index", signature.Options["group_index"] ?? WireValue.None)
        .With("retries", 0)
        .With("correlation_id", signature.OptionText("task_id"))
        .With("reply_to", signature.OptionText("reply_to"))
        .With("hostname", WireValue.None)
        .With("argsrepr", WireValue.None)
        .With("kwargsrepr", WireValue.None);
}
