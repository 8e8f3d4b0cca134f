using Interop.Client.Brokers;

namespace Interop.Client.Configuration;

/// <summary>Reads <c>task_queues</c>: a list of names or of maps, or a map of names to maps. Celery: <c>kombu.Queue</c>,
/// <c>Queue.from_dict</c>.</summary>
/// <remarks>As in Celery, a queue in a list without exchange or routing key gets those of the default queue, while one
/// in a map gets
/// its own name as routing key (<c>celery/app/amqp.py</c>, <c>Queues.add_compat</c>).</remarks>
internal static class QueueReader
{
    public static IReadOnlyList<QueueDeclaration> Read(SettingValue value)
    {
        if (!value.HasParts)
        {
            return [.. value.List().Select(name => new QueueDeclaration { Name = name })];
        }

        return value.IsList
            ? [.. value.Parts().Select(part =>
                part.HasParts ? ReadQueue(part, null) : new QueueDeclaration { Name = part.Text() })]
            : [.. value.Parts().Select(part =>
                part.HasParts || part.IsEmpty ? ReadQueue(part, part.Section.Key) : throw part.Expected("a map of options"))];
    }

    private static QueueDeclaration ReadQueue(SettingValue value, string? key)
    {
        var name = key;
        string? exchange = null, exchangeType = null, routingKey = null;
        var (durable, exclusive, autoDelete, exchangeDurable) = (true, false, false, (bool?)null);
        int? deliveryMode = null;
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        IReadOnlyDictionary<string, object?>? consumer = null;
        foreach (var part in value.Parts())
        {
            switch (part.Section.Key.ToLowerInvariant())
            {
                case "name": name = part.Text(); break;
                case "exchange": exchange = part.OptionalText(); break;
                case "exchange_type": exchangeType = part.OptionalText(); break;
                case "routing_key": routingKey ??= part.OptionalText(); break;
                case "binding_key": routingKey = part.OptionalText() ?? routingKey; break;
                case "durable": durable = part.Flag(); break;
                case "exchange_durable": exchangeDurable = part.Flag(); break;
                case "exclusive": exclusive = part.Flag(); break;
                case "auto_delete": autoDelete = part.Flag(); break;
                case "delivery_mode": deliveryMode = part.Number(); break;
                case "queue_arguments": Merge(arguments, part.Arguments()); break;
                case "consumer_arguments": consumer = part.Arguments(); break;
                case "max_priority": arguments["x-max-priority"] = part.Number(); break;
                case "max_length": arguments["x-max-length"] = part.Number(); break;
                case "max_length_bytes": arguments["x-max-length-bytes"] = part.Number(); break;
                case "expires": arguments["x-expires"] = Milliseconds(part); break;
                case "message_ttl": arguments["x-message-ttl"] = Milliseconds(part); break;
                default:
                    throw new FormatException($"{part.Name} is unknown; expected name, exchange, exchange_type, routing_key, "
                        + "binding_key, durable, exclusive, auto_delete, delivery_mode, queue_arguments, consumer_arguments, max_priority, max_length, "
                        + "max_length_bytes, expires or message_ttl.");
            }
        }

        return new QueueDeclaration
        {
            Name = name ?? throw new FormatException($"{value.Name} has no name; expected a map with the key name."),
            Exchange = exchange is null && exchangeType is null ? null : new ExchangeDeclaration
            {
                Name = exchange ?? name,
                Type = exchangeType ?? "direct",
                Durable = exchangeDurable ?? durable,
                DeliveryMode = deliveryMode,
            },
            RoutingKey = routingKey ?? key ?? "",
            Durable = durable,
            Exclusive = exclusive,
            AutoDelete = autoDelete,
            Arguments = arguments.Count == 0 ? null : arguments,
            ConsumerArguments = consumer,
        };
    }

    // kombu sends them as integers of milliseconds: kombu/transport/base.py, to_rabbitmq_queue_arguments.
    private static int Milliseconds(SettingValue value) => checked((int)value.Seconds().TotalMilliseconds);

    private static void Merge(Dictionary<string, object?> arguments, IReadOnlyDictionary<string, object?> added)
    {
        foreach (var (name, value) in added)
        {
            arguments[name] = value;
        }
    }
}
