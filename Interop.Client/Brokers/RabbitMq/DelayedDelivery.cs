using System.Globalization;
using RabbitMQ.Client;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Messages that RabbitMQ itself holds back: a cascade of 28 queues whose time to live doubles from each to the next.</summary>
/// <remarks>
/// kombu 5.5: <c>kombu/transport/native_delayed_delivery.py</c>. The routing key is the number of seconds as 28 binary digits, then the
/// key of the destination: a digit 1 lets the message wait in the queue of its level, a digit 0 hands it on. What has waited comes out of
/// the exchange <c>celery_delayed_delivery</c>, to which every exchange of a task queue is bound.
/// </remarks>
internal static class DelayedDelivery
{
    public const int Digits = 28;

    public const string EntryExchange = "celery_delayed_27";

    public const string DeliveryExchange = "celery_delayed_delivery";

    /// <summary>Longer waits have no routing key: 8.5 years.</summary>
    public const long LongestSeconds = (1L << Digits) - 1;

    /// <summary>Name of a level's exchange and queue; kombu: <c>level_name</c>.</summary>
    public static string LevelName(int level) => string.Create(CultureInfo.InvariantCulture, $"celery_delayed_{level}");

    /// <summary>The routing key for a wait; kombu: <c>calculate_routing_key</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a second, or more than <see cref="LongestSeconds"/>.</exception>
    public static string RoutingKey(long seconds, string routingKey)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seconds, LongestSeconds);
        ArgumentException.ThrowIfNullOrEmpty(routingKey);
        return string.Create(Digits * 2 + routingKey.Length, (seconds, routingKey), static (text, wait) =>
        {
            for (var i = 0; i < Digits; i++)
            {
                text[i * 2] = (wait.seconds >> (Digits - 1 - i) & 1) != 0 ? '1' : '0';
                text[i * 2 + 1] = '.';
            }

            wait.routingKey.CopyTo(text[(Digits * 2)..]);
        });
    }

    /// <summary>The key a delayed message had before it was delayed; the key itself where it is no such key.</summary>
    public static string OriginalRoutingKey(string routingKey)
    {
        if (routingKey.Length <= Digits * 2)
        {
            return routingKey;
        }

        for (var i = 0; i < Digits; i++)
        {
            if (routingKey[i * 2] is not ('0' or '1') || routingKey[i * 2 + 1] != '.')
            {
                return routingKey;
            }
        }

        return routingKey[(Digits * 2)..];
    }

    /// <summary>True for queues that delayed messages can reach; not through direct exchanges, whose keys have no wildcards.</summary>
    public static bool CanReach(QueueDeclaration queue) => queue.Exchange is { Name.Length: > 0, Type: not "direct" };

    /// <summary>Declares the whole cascade. Nothing changes where it is there already.</summary>
    public static async Task DeclareAsync(IChannel channel, string queueType, CancellationToken cancellationToken)
    {
        for (var level = Digits - 1; level >= 0; level--)
        {
            var name = LevelName(level);
            var arguments = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["x-queue-type"] = queueType,
                ["x-overflow"] = "reject-publish",
                ["x-message-ttl"] = TimeToLive(level),
                ["x-dead-letter-exchange"] = level > 0 ? LevelName(level - 1) : DeliveryExchange,
            };
            if (queueType == "quorum")
            {
                arguments["x-dead-letter-strategy"] = "at-least-once";
            }

            await ExchangeAsync(channel, name, cancellationToken).ConfigureAwait(false);
            await channel.QueueDeclareAsync(
                name, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken).ConfigureAwait(false);
            await channel.QueueBindAsync(name, name, Pattern(level, '1'), cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        await ExchangeAsync(channel, DeliveryExchange, cancellationToken).ConfigureAwait(false);
        for (var level = Digits - 1; level >= 0; level--)
        {
            var next = level > 0 ? LevelName(level - 1) : DeliveryExchange;
            await channel.ExchangeBindAsync(next, LevelName(level), Pattern(level, '0'), cancellationToken: cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Lets delayed messages reach a queue; kombu: <c>bind_queue_to_native_delayed_delivery_exchange</c>.</summary>
    public static async Task BindAsync(IChannel channel, QueueDeclaration queue, CancellationToken cancellationToken)
    {
        if (!CanReach(queue))
        {
            return;
        }

        var exchange = queue.Exchange!.Name;
        var key = queue.RoutingKey.StartsWith('#') ? queue.RoutingKey : $"#.{queue.RoutingKey}";
        await channel.ExchangeBindAsync(exchange, DeliveryExchange, key, cancellationToken: cancellationToken).ConfigureAwait(false);
        await channel.QueueBindAsync(queue.Name, exchange, key, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Milliseconds; as 32-bit integer where it fits, as py-amqp sends it.</summary>
    private static object TimeToLive(int level)
    {
        var milliseconds = (1L << level) * 1000;
        return milliseconds <= int.MaxValue ? (int)milliseconds : milliseconds;
    }

    /// <summary>Any digit for the levels above, this digit, anything behind it.</summary>
    private static string Pattern(int level, char digit) => string.Concat(Enumerable.Repeat("*.", Digits - 1 - level)) + digit + ".#";

    private static Task ExchangeAsync(IChannel channel, string name, CancellationToken cancellationToken) =>
        channel.ExchangeDeclareAsync(name, "topic", durable: true, autoDelete: false, cancellationToken: cancellationToken);
}
