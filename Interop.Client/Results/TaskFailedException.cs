using Interop.Protocol.Results;

namespace Interop.Client.Results;

/// <summary>The task whose result was waited for failed; the exception it raised is here as data, never rebuilt from its
/// name.</summary>
/// <remarks>Celery raises the task's own exception here, <c>AsyncResult.get(propagate=True)</c>.</remarks>
public sealed class TaskFailedException : TaskException, IPythonException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="taskId">Id of the task.</param>
    /// <param name="error">What it raised.</param>
    public TaskFailedException(string taskId, RemoteError error) : base(Describe(taskId, error), taskId) => Error = error;

    /// <summary>Type, module, arguments and traceback of what the task raised.</summary>
    public RemoteError Error { get; }

    /// <summary>The state the task ended in.</summary>
    public TaskState State => TaskState.Failure;

    /// <summary>The task's own exception, so that a task that waited for another and let this pass fails as that one
    /// did.</summary>
    public RemoteError ToRemoteError() => Error;

    private static string Describe(string taskId, RemoteError error)
    {
        var message = error.Message;
        var text = message.Length > 500 ? string.Concat(message.AsSpan(0, 500), "...") : message;
        return $"Task {taskId} raised {error.Type}{(text.Length == 0 ? "" : $": {text}")}.";
    }
}
