using Interop.Protocol.Errors;

namespace Interop.Worker.Execution;

/// <summary>Thrown by task code to say how the task ends, instead of returning. Celery: <c>celery.exceptions.TaskPredicate</c>.</summary>
public abstract class TaskControlException : CeleryException
{
    /// <summary>Creates the exception.</summary>
    private protected TaskControlException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
