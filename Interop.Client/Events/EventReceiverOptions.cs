namespace Interop.Client.Events;

/// <summary>What a receiver hears.</summary>
public sealed record EventReceiverOptions
{
    /// <summary>Pattern of routing keys: <c>#</c> for all, <c>worker.#</c>, <c>task.*</c>. Default <c>#</c>.</summary>
    /// <remarks>On Redis with <c>fanout_patterns</c> off, everything is heard whatever this is, as with Celery.</remarks>
    public string RoutingKey { get; init; } = "#";

    /// <summary>Last part of the queue's name; null for a new id. Celery: <c>node_id</c>.</summary>
    public string? NodeId { get; init; }

    /// <summary>First part of the queue's name; null for <c>event_queue_prefix</c>.</summary>
    public string? QueuePrefix { get; init; }

    /// <summary>How long an event waits for this receiver; null for <c>event_queue_ttl</c>.</summary>
    public TimeSpan? QueueTtl { get; init; }

    /// <summary>How long the queue stays when the receiver is gone; null for <c>event_queue_expires</c>.</summary>
    public TimeSpan? QueueExpires { get; init; }

    /// <summary>Counts the times of events in this machine's zone, as all of Celery's monitors do. Default true.</summary>
    public bool Localize { get; init; } = true;

    /// <summary>Asks all workers for a heartbeat at the start, so that one knows at once who is there. Default true. Celery:
    /// <c>wakeup</c>.</summary>
    public bool Wakeup { get; init; } = true;
}
