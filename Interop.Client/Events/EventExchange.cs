using Interop.Client.Brokers;
using Interop.Client.Configuration;

namespace Interop.Client.Events;

/// <summary>Exchange and queues of events as Celery declares them.</summary>
/// <remarks>Celery: <c>celery/events/event.py</c>, <c>get_exchange</c>; <c>celery/events/receiver.py</c>, <c>EventReceiver</c>.</remarks>
internal static class EventExchange
{
    /// <summary>A topic exchange; on Redis a fanout one, whose routing keys are part of the channel's name.</summary>
    public static ExchangeDeclaration Declaration(CeleryOptions options, IBrokerTransport broker) => new()
    {
        Name = options.EventExchange,
        Type = broker.DriverName == "redis" ? "fanout" : "topic",
    };

    /// <summary>The queue of one receiver.</summary>
    public static QueueDeclaration Queue(CeleryOptions options, IBrokerTransport broker, EventReceiverOptions receiver, string id)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        Add(arguments, "x-expires", receiver.QueueExpires ?? options.EventQueueExpires);
        Add(arguments, "x-message-ttl", receiver.QueueTtl ?? options.EventQueueTtl);
        return new QueueDeclaration
        {
            Name = $"{receiver.QueuePrefix ?? options.EventQueuePrefix}.{id}",
            Exchange = Declaration(options, broker),
            RoutingKey = receiver.RoutingKey,
            Durable = options.EventQueueDurable,
            AutoDelete = !options.EventQueueDurable,
            Exclusive = options.EventQueueExclusive,
            Arguments = arguments,
        };
    }

    private static void Add(Dictionary<string, object?> arguments, string name, TimeSpan? span)
    {
        if (span is { } time)
        {
            arguments[name] = (long)time.TotalMilliseconds;
        }
    }
}
