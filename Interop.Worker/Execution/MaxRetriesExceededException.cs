using Interop.Client.Results;
using Interop.Protocol.Results;

namespace Interop.Worker.Execution;

/// <summary>A task asked to be retried once too often and gave no exception of its own. Celery: <c>MaxRetriesExceededError</c>.</summary>
[PythonException("MaxRetriesExceededError", Module = "celery.exceptions")]
public sealed class MaxRetriesExceededException : TaskException
{
    internal MaxRetriesExceededException(string taskId, string taskName, string args, string kwargs)
        : base($"Can't retry {taskName}[{taskId}] args:{args} kwargs:{kwargs}", taskId)
    {
    }
}
