namespace Interop.Protocol.Inspection;

/// <summary>What real Python Celery does with a message.</summary>
public enum InspectionVerdict
{
    /// <summary>It takes it: a worker calls the task (or fails it for its arguments, waits for its eta, or records that it has expired); a
    /// result, event, request or reply is read.</summary>
    Run,

    /// <summary>Its content type is not accepted, so it is never decoded: <c>ContentDisallowed</c>. A worker rejects a v2 task without
    /// requeue and acknowledges a v1 task.</summary>
    Refuse,

    /// <summary>It is decoded, but is no valid task, or none that the worker knows: rejected without requeue.</summary>
    Reject,

    /// <summary>It is acknowledged, and neither a call nor a result remains of it.</summary>
    Lose,

    /// <summary>The worker ends ("Unrecoverable error"). The message comes back to the queue for the next one, or is gone, as the reason
    /// says.</summary>
    Die,
}
