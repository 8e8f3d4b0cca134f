using Interop.Protocol.Results;

namespace Interop.Worker.Execution;

/// <summary>The task is to run again later; made by <see cref="TaskContext.Retry"/>. Celery: <c>Retry</c>.</summary>
/// <remarks>The message for the next run is published when this exception leaves the task, so one that is caught does nothing.</remarks>
[PythonException("Retry", Module = "celery.exceptions")]
public sealed class TaskRetryException : TaskControlException
{
    internal TaskRetryException(string message, RetryRequest request, Exception? cause) : base(message, cause) => Request = request;

    /// <summary>When the next run may start.</summary>
    public DateTimeOffset When => Request.Eta;

    internal RetryRequest Request { get; }
}
