namespace Interop.Client.Brokers;

/// <summary>A queue and what it is bound to. Celery: <c>kombu.Queue</c>.</summary>
/// <remarks>Two members of a fleet must declare a queue with equal arguments, or RabbitMQ answers PRECONDITION_FAILED.</remarks>
public sealed record QueueDeclaration
{
    /// <summary>Name of the queue.</summary>
    public required string Name { get; init; }

    /// <summary>The exchange it is bound to, or null for the default exchange only (rpc reply queues).</summary>
    public ExchangeDeclaration? Exchange { get; init; }

    /// <summary>Binding key. Default: none.</summary>
    public string RoutingKey { get; init; } = "";

    /// <summary>Survives a broker restart. Default true.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Belongs to one connection. Default false.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Goes with its last consumer. Default false.</summary>
    public bool AutoDelete { get; init; }

    /// <summary>Broker-specific arguments such as <c>x-max-priority</c>; integers as <see cref="int"/> or <see cref="long"/>.</summary>
    public IReadOnlyDictionary<string, object?>? Arguments { get; init; }

    /// <summary>Priority of consumers, other consumer arguments.</summary>
    public IReadOnlyDictionary<string, object?>? ConsumerArguments { get; init; }

    /// <summary>A broadcast queue, <c>kombu.common.Broadcast</c>: every worker gets its own queue on a fanout exchange.</summary>
    public bool IsBroadcast { get; init; }
}
