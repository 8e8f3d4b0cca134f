namespace Interop.Worker.Execution;

/// <summary>The task ends without a final state: nothing is stored, the message is acknowledged. Celery: <c>Ignore</c>.</summary>
public sealed class TaskIgnoreException : TaskControlException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">Why, for the log.</param>
    public TaskIgnoreException(string? reason = null) : base(reason ?? "The task chose to be ignored.")
    {
    }
}
