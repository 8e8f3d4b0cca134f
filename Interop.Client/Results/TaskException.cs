using Interop.Protocol.Errors;

namespace Interop.Client.Results;

/// <summary>A task, rather than the broker or the backend, is the reason. Celery:
/// <c>celery.exceptions.TaskError</c>.</summary>
public abstract class TaskException : CeleryException
{
    /// <summary>Creates the exception.</summary>
    protected TaskException(string message, string? taskId, Exception? innerException = null) : base(message, innerException) =>
        TaskId = taskId;

    /// <summary>Id of the task, or null when it never got one.</summary>
    public string? TaskId { get; }
}
