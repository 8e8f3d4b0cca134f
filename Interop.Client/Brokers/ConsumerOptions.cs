namespace Interop.Client.Brokers;

/// <summary>What to consume and how.</summary>
public sealed record ConsumerOptions
{
    /// <summary>The queues; each is declared first.</summary>
    public required IReadOnlyList<QueueDeclaration> Queues { get; init; }

    /// <summary>How many deliveries may be unsettled; 0 is no limit.</summary>
    public int Prefetch { get; init; }

    /// <summary>True when the broker is to forget a message as it hands it out (replies, events, control).</summary>
    public bool NoAck { get; init; }

    /// <summary><c>classic</c> or <c>quorum</c> makes the queues reachable for messages that RabbitMQ holds back by itself, with a
    /// cascade of queues of that type; null does not. Other brokers have nothing of the kind and ignore it.
    /// Celery 5.5: native delayed delivery.</summary>
    public string? DelayedDeliveryQueueType { get; init; }
}
