namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Something a consumer has to see to.</summary>
internal readonly record struct SessionEvent
{
    /// <summary>Why the channel closed; null when it did not.</summary>
    public string? Closed { get; init; }

    /// <summary>The broker's <c>consumer_timeout</c>, if it closed the channel for that; zero where it does not tell.</summary>
    public TimeSpan? AckTimeout { get; init; }

    /// <summary>Queue whose consumer the broker cancelled; null when none was.</summary>
    public QueueDeclaration? Cancelled { get; init; }
}
