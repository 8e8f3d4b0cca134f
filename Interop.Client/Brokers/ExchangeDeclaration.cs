namespace Interop.Client.Brokers;

/// <summary>An exchange. Celery: <c>kombu.Exchange</c>.</summary>
public sealed record ExchangeDeclaration
{
    /// <summary>Name; <c>""</c> is the default exchange, which is never declared.</summary>
    public required string Name { get; init; }

    /// <summary><c>direct</c>, <c>topic</c> or <c>fanout</c>. Default <c>direct</c>.</summary>
    public string Type { get; init; } = "direct";

    /// <summary>Survives a broker restart. Default true.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Goes when the last queue is unbound. Default false.</summary>
    public bool AutoDelete { get; init; }

    /// <summary>Delivery mode of messages sent through it, or null for the app's.</summary>
    public int? DeliveryMode { get; init; }

    /// <summary>Broker-specific arguments.</summary>
    public IReadOnlyDictionary<string, object?>? Arguments { get; init; }
}
