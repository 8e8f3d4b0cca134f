using Interop.Protocol.Events;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Text;
using Interop.Worker.Execution;
using Interop.Worker.Execution.Pools.Processes;
using Interop.Worker.State;

namespace Interop.Worker.Events;

/// <summary>The fields of task events in Celery's order. Celery: <c>celery/worker/strategy.py</c>, <c>celery/worker/request.py</c>.</summary>
internal static class TaskEvents
{
    public static void Received(ref EventWriter writer, (TaskContext Task, WorkerClock Clock) state)
    {
        var task = state.Task;
        var headers = task.Headers;
        writer.Text("uuid"u8, task.Id);
        writer.Text("name"u8, task.DisplayName);
        writer.Text("args"u8, headers.ArgsRepr ?? Repr(task, positional: true));
        writer.Text("kwargs"u8, headers.KwargsRepr ?? Repr(task, positional: false));
        writer.Text("root_id"u8, headers.RootId);
        writer.Text("parent_id"u8, headers.ParentId);
        writer.Integer("retries"u8, headers.Retries);
        writer.Text("eta"u8, Iso(headers.Eta, task.Eta, state.Clock));
        writer.Text("expires"u8, Iso(headers.Expires, task.Expires, state.Clock));
    }

    public static void Id(ref EventWriter writer, TaskContext task) => writer.Text("uuid"u8, task.Id);

    public static void Succeeded(ref EventWriter writer, (TaskContext Task, TimeSpan Runtime) state)
    {
        writer.Text("uuid"u8, state.Task.Id);
        writer.Text("result"u8, PythonRepr.SafeRepr(state.Task.Result.ToValue()));
        writer.Float("runtime"u8, state.Runtime.TotalSeconds);
    }

    /// <summary>Failed and retried; of a retry the exception is its cause.</summary>
    public static void Raised(ref EventWriter writer, (TaskContext Task, string Exception, RemoteError? Error) state)
    {
        writer.Text("uuid"u8, state.Task.Id);
        writer.Text("exception"u8, state.Exception);
        writer.Text("traceback"u8, state.Error?.Traceback ?? $"{state.Error?.Module}.{state.Error?.Type}: {state.Error}\n");
    }

    public static void Revoked(ref EventWriter writer, TaskContext task)
    {
        var terminated = task.Revocation == Revocation.Terminated;
        writer.Text("uuid"u8, task.Id);
        writer.Boolean("terminated"u8, terminated);
        writer.Integer("signum"u8, terminated ? task.Signal ?? Signals.Terminate : null);
        writer.Boolean("expired"u8, task.Revocation == Revocation.Expired);
    }

    public static void Rejected(ref EventWriter writer, TaskContext task)
    {
        writer.Text("uuid"u8, task.Id);
        writer.Boolean("requeue"u8, task.Exception is TaskRejectException { Requeue: true });
    }

    public static void Unregistered(ref EventWriter writer, (string Id, string Name) task)
    {
        writer.Text("uuid"u8, task.Id);
        writer.Text("exception"u8, CeleryErrors.NotRegistered(task.Name).ToString());
    }

    // A v1 message carries no such texts; a v2 one without them is shown without.
    private static string Repr(TaskContext task, bool positional) => task.Message.Protocol != TaskProtocol.V1
        ? ""
        : PythonRepr.SafeRepr(positional ? ArgumentValues.ArgsList(task.Arguments) : ArgumentValues.Kwargs(task.Arguments));

    private static string? Iso(IsoTimestamp? sent, DateTimeOffset? instant, WorkerClock clock) => sent switch
    {
        null => null,
        { IsNaive: true } => clock.Stamp(instant!.Value).Format(),
        { } aware => aware.Format(),
    };
}
