namespace Interop.Worker.Registration;

/// <summary>What becomes of a message that is no task we can read: bad bytes, refused content, a malformed header.</summary>
public enum UndeliverablePolicy
{
    /// <summary>Its bytes and headers are put into the queue <c>&lt;queue&gt;.undecodable</c> and it is acknowledged. The default.</summary>
    Quarantine,

    /// <summary>It is rejected: dropped, or moved to the queue's dead-letter exchange where there is one. Nearest to what Celery does.</summary>
    Reject,
}
