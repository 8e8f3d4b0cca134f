namespace Interop.Protocol.Results;

/// <summary>State of a task: one of Celery's, or any other text a task chose. Celery: <c>celery/states.py</c>.</summary>
/// <param name="Name">The word on the wire.</param>
public readonly record struct TaskState(string Name)
{
    /// <summary>No record exists: waiting, or unknown.</summary>
    public static TaskState Pending { get; } = new("PENDING");

    /// <summary>A worker has it; seen in events only.</summary>
    public static TaskState Received { get; } = new("RECEIVED");

    /// <summary>Running; stored with <c>task_track_started</c>.</summary>
    public static TaskState Started { get; } = new("STARTED");

    /// <summary>Returned a value.</summary>
    public static TaskState Success { get; } = new("SUCCESS");

    /// <summary>Raised an exception, or ran out of retries.</summary>
    public static TaskState Failure { get; } = new("FAILURE");

    /// <summary>Revoked, expired or terminated.</summary>
    public static TaskState Revoked { get; } = new("REVOKED");

    /// <summary>Waits to be run again.</summary>
    public static TaskState Retry { get; } = new("RETRY");

    /// <summary>Rejected by the task; seen in events only.</summary>
    public static TaskState Rejected { get; } = new("REJECTED");

    /// <summary>The task chose to store nothing.</summary>
    public static TaskState Ignored { get; } = new("IGNORED");

    /// <summary>True when nothing will follow. Celery: <c>READY_STATES</c>.</summary>
    public bool IsReady => Name is "SUCCESS" or "FAILURE" or "REVOKED";

    /// <summary>True when the result is an exception. Celery: <c>EXCEPTION_STATES</c>.</summary>
    public bool IsException => Name is "RETRY" or "FAILURE" or "REVOKED";

    /// <summary>True when waiting for the result throws. Celery: <c>PROPAGATE_STATES</c>.</summary>
    public bool IsPropagated => Name is "FAILURE" or "REVOKED";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
