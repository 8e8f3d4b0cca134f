using System.Globalization;
using Interop.Client.Brokers;
using Interop.Protocol.Values;

namespace Interop.Worker.Control;

/// <summary>A queue as answers show it. Celery: <c>kombu.Queue.as_dict(recurse=True)</c>.</summary>
internal static class QueueInfo
{
    public static WireValue Of(QueueDeclaration queue)
    {
        var exchange = queue.Exchange ?? new ExchangeDeclaration { Name = "" };
        return new WireMap(19)
            .With("name", queue.Name)
            .With("exchange", new WireMap(8)
                .With("name", exchange.Name)
                .With("type", exchange.Type)
                .With("arguments", Map(exchange.Arguments))
                .With("durable", exchange.Durable)
                .With("passive", false)
                .With("auto_delete", exchange.AutoDelete)
                .With("delivery_mode", exchange.DeliveryMode is { } mode ? mode : WireValue.None)
                .With("no_declare", false))
            .With("routing_key", queue.RoutingKey)
            .With("queue_arguments", Map(queue.Arguments))
            .With("binding_arguments", WireValue.None)
            .With("consumer_arguments", Map(queue.ConsumerArguments))
            .With("durable", queue.Durable)
            .With("exclusive", queue.Exclusive)
            .With("auto_delete", queue.AutoDelete)
            .With("no_ack", false)
            .With("alias", WireValue.None)
            .With("bindings", WireValue.List([]))
            .With("no_declare", WireValue.None)
            .With("expires", WireValue.None)
            .With("message_ttl", WireValue.None)
            .With("max_length", WireValue.None)
            .With("max_length_bytes", WireValue.None)
            .With("max_priority", WireValue.None);
    }

    private static WireValue Map(IReadOnlyDictionary<string, object?>? arguments)
    {
        if (arguments is null)
        {
            return WireValue.None;
        }

        var map = new WireMap();
        foreach (var (key, value) in arguments)
        {
            map.Set(key, value switch
            {
                null => WireValue.None,
                bool flag => flag,
                int number => number,
                long number => number,
                double number => number,
                _ => System.Convert.ToString(value, CultureInfo.InvariantCulture),
            });
        }

        return map;
    }
}
