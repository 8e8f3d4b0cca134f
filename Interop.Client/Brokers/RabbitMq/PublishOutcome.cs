namespace Interop.Client.Brokers.RabbitMq;

/// <summary>What became of one publish on one channel.</summary>
internal enum PublishOutcome
{
    /// <summary>The broker has it.</summary>
    Confirmed,

    /// <summary>The broker answered basic.nack.</summary>
    Refused,

    /// <summary>The connection went; nobody knows whether the broker has it.</summary>
    Lost,

    /// <summary>The broker closed the channel because of this publish or of another one beside it.</summary>
    Suspect,
}
