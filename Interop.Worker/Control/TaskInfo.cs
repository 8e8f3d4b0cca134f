using Interop.Protocol;
using Interop.Protocol.Errors;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Interop.Worker.Execution;

namespace Interop.Worker.Control;

/// <summary>A task as answers show it. Celery: <c>celery/worker/request.py</c>, <c>Request.info</c>.</summary>
internal static class TaskInfo
{
    /// <param name="runtime">The worker.</param>
    /// <param name="task">The task.</param>
    /// <param name="safe">True for the reprs that the sender gave of the arguments.</param>
    public static WireValue Of(WorkerRuntime runtime, TaskContext task, bool safe = false)
    {
        var properties = task.Properties;
        // Virtual transports say nothing of a first delivery, and Celery before 5.3 shows that.
        WireValue redelivered = properties.Redelivered || runtime.App.Options.Release >= CeleryRelease.V53 || runtime.App.ReadBroker.DriverName == "amqp"
            ? properties.Redelivered
            : WireValue.None;
        return new WireMap(10)
            .With("id", task.Id)
            .With("name", task.DisplayName)
            .With("args", safe ? task.Headers.ArgsRepr ?? Repr(() => ArgumentValues.Args(task.Arguments)) : Value(() => ArgumentValues.ArgsList(task.Arguments)))
            .With("kwargs", safe ? task.Headers.KwargsRepr ?? Repr(() => ArgumentValues.Kwargs(task.Arguments)) : Value(() => ArgumentValues.Kwargs(task.Arguments)))
            .With("type", task.Name)
            .With("hostname", task.Hostname)
            .With("time_start", task.StartedOn is { } at ? WireValue.Float((at - DateTimeOffset.UnixEpoch).TotalSeconds) : WireValue.None)
            .With("acknowledged", task.IsAcknowledged)
            .With("delivery_info", new WireMap(4)
                .With("exchange", properties.Exchange)
                .With("routing_key", properties.RoutingKey)
                .With("priority", properties.Priority is { } priority ? priority : WireValue.None)
                .With("redelivered", redelivered))
            .With("worker_pid", task.WorkerPid is { } pid ? pid : WireValue.None);
    }

    private static WireValue Value(Func<WireValue> read)
    {
        try
        {
            return read();
        }
        catch (ProtocolException e)
        {
            return $"<{e.Message}>";
        }
    }

    private static string Repr(Func<WireValue> read) => PythonRepr.SafeRepr(Value(read));
}
