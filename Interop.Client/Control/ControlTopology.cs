using Interop.Client.Brokers;
using Interop.Client.Configuration;

namespace Interop.Client.Control;

/// <summary>The exchanges and queues of remote control. Celery: <c>kombu/pidbox.py</c>, <c>Mailbox</c>.</summary>
public static class ControlTopology
{
    /// <summary>The fanout exchange that commands are sent to.</summary>
    public static ExchangeDeclaration Commands(CeleryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new() { Name = $"{options.ControlExchange}.pidbox", Type = "fanout", Durable = false, DeliveryMode = 1 };
    }

    /// <summary>The queue that a worker hears commands from.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="nodeName">Node name of the worker.</param>
    public static QueueDeclaration Mailbox(CeleryOptions options, string nodeName)
    {
        var exchange = Commands(options);
        return Queue(options, $"{nodeName}.{exchange.Name}", exchange, "");
    }

    internal static QueueDeclaration Queue(CeleryOptions options, string name, ExchangeDeclaration exchange, string routingKey)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        Add("x-expires", options.ControlQueueExpires);
        Add("x-message-ttl", options.ControlQueueTtl);
        return new QueueDeclaration
        {
            Name = name,
            Exchange = exchange,
            RoutingKey = routingKey,
            Durable = options.ControlQueueDurable,
            Exclusive = options.ControlQueueExclusive,
            AutoDelete = !options.ControlQueueDurable,
            Arguments = arguments.Count > 0 ? arguments : null,
        };

        void Add(string key, TimeSpan? value)
        {
            if (value is { } span)
            {
                arguments[key] = (int)span.TotalMilliseconds;
            }
        }
    }
}
