namespace Interop.Worker.Execution;

/// <summary>The message goes back to the broker: into its queue, or dropped to a dead-letter exchange. Celery: <c>Reject</c>.</summary>
/// <remarks>Has an effect with late acknowledgement only: an early one has already told the broker that the message is done with.</remarks>
public sealed class TaskRejectException : TaskControlException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">Why, for the log.</param>
    /// <param name="requeue">True puts the message back into its queue. Default false. Celery: <c>requeue</c>.</param>
    /// <param name="innerException">The cause, if another exception is one.</param>
    public TaskRejectException(string reason, bool requeue = false, Exception? innerException = null)
        : base($"reject requeue={(requeue ? "True" : "False")}: {reason}", innerException) => Requeue = requeue;

    /// <summary>True when the message goes back into its queue.</summary>
    public bool Requeue { get; }
}
