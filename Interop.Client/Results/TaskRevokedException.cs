using Interop.Protocol.Results;
using Interop.Protocol.Values;

namespace Interop.Client.Results;

/// <summary>The task whose result was waited for was revoked, expired or terminated. Celery:
/// <c>celery.exceptions.TaskRevokedError</c>.</summary>
public sealed class TaskRevokedException : TaskException, IPythonException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="taskId">Id of the task.</param>
    /// <param name="error">What was stored as its exception, if anything.</param>
    public TaskRevokedException(string taskId, RemoteError? error = null)
        : base($"Task {taskId} was not run to its end: {(error is null ? "revoked" : error.Message)}.", taskId) => Error = error;

    /// <summary>What was stored as the task's exception; its message is <c>revoked</c>, <c>expired</c> or
    /// <c>terminated</c>.</summary>
    public RemoteError? Error { get; }

    /// <summary>The state the task ended in.</summary>
    public TaskState State => TaskState.Revoked;

    /// <summary>Celery's <c>TaskRevokedError</c> with the reason.</summary>
    public RemoteError ToRemoteError() =>
        Error ?? new RemoteError { Type = "TaskRevokedError", Module = "celery.exceptions", Args = [WireValue.String("revoked")] };
}
