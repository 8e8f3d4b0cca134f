using System.Globalization;
using RabbitMQ.Client;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Declares exchanges and queues as kombu does: exchange, queue, binding.</summary>
/// <remarks>kombu: <c>kombu/entity.py</c> <c>Queue.declare</c>. Whole numbers in arguments go out as 32-bit integers if they fit.</remarks>
internal static class RabbitMqDeclarer
{
    private const string DefaultExchange = "";

    public static async Task DeclareAsync(IChannel channel, QueueDeclaration queue, CancellationToken cancellationToken)
    {
        if (queue.Exchange is { Name: not DefaultExchange } exchange)
        {
            await DeclareAsync(channel, exchange, cancellationToken).ConfigureAwait(false);
        }

        await channel.QueueDeclareAsync(queue.Name, queue.Durable, queue.Exclusive, queue.AutoDelete,
            Arguments(queue.Arguments), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (queue.Exchange is { Name: not DefaultExchange } bound)
        {
            await channel.QueueBindAsync(queue.Name, bound.Name, queue.RoutingKey, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    public static Task DeclareAsync(IChannel channel, ExchangeDeclaration exchange, CancellationToken cancellationToken) =>
        channel.ExchangeDeclareAsync(exchange.Name, exchange.Type, exchange.Durable, exchange.AutoDelete,
            Arguments(exchange.Arguments), cancellationToken: cancellationToken);

    public static IDictionary<string, object?>? Arguments(IReadOnlyDictionary<string, object?>? arguments)
    {
        if (arguments is null or { Count: 0 })
        {
            return null;
        }

        var table = new Dictionary<string, object?>(arguments.Count, StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            table[name] = value is long and >= int.MinValue and <= int.MaxValue ? Convert.ToInt32(value, CultureInfo.InvariantCulture) : value;
        }

        return table;
    }

    public static bool IsQuorum(QueueDeclaration queue) =>
        queue.Arguments?.GetValueOrDefault("x-queue-type") is "quorum";

    /// <summary>Equal for declarations that mean the same.</summary>
    public static string Key(QueueDeclaration queue) =>
        $"{queue.Name}\n{(queue.Exchange is { } exchange ? Key(exchange) : "")}\n{queue.RoutingKey}\n"
        + $"{queue.Durable}{queue.Exclusive}{queue.AutoDelete}\n{Describe(queue.Arguments)}";

    public static string Key(ExchangeDeclaration exchange) =>
        $"{exchange.Name}\n{exchange.Type}\n{exchange.Durable}{exchange.AutoDelete}\n{Describe(exchange.Arguments)}";

    /// <summary>For people: <c>durable, x-max-priority=10</c>.</summary>
    public static string Describe(QueueDeclaration queue) => string.Join(", ", new[]
    {
        queue.Durable ? "durable" : "transient",
        queue.Exclusive ? "exclusive" : "",
        queue.AutoDelete ? "auto-delete" : "",
        Describe(queue.Arguments),
    }.Where(part => part.Length > 0));

    private static string Describe(IReadOnlyDictionary<string, object?>? arguments) => arguments is null
        ? ""
        : string.Join(", ", arguments.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")));
}
