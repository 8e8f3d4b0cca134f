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
}
