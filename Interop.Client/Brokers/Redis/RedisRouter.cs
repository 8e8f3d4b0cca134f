using System.Collections.Concurrent;
using Interop.Client.Resp;
using Interop.Protocol.Envelopes;

namespace Interop.Client.Brokers.Redis;

/// <summary>Exchanges known here, and the bindings that the whole fleet keeps in Redis.</summary>
/// <remarks>kombu: <c>kombu/transport/virtual/exchange.py</c>, <c>Channel._queue_bind</c>, <c>get_table</c>, <c>_lookup</c>. The type of an
/// exchange is known to those only who declared it; any other is taken for direct.</remarks>
internal sealed class RedisRouter(string? deadLetterQueue, RedisKeys keys)
{
    private readonly ConcurrentDictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<RedisBinding, string> _bindings = new();

    /// <summary>Everything bound through this transport, to be bound again on a new connection.</summary>
    public IEnumerable<RedisBinding> Bindings => _bindings.Keys;

    public void Declare(ExchangeDeclaration exchange) => _types[exchange.Name] = exchange.Type;

    public bool IsFanout(string exchange) =>
        exchange.Length > 0 && TypeOf(exchange) == ExchangeType.Fanout;

    /// <summary>True when the binding is new here, so that it has to be told to Redis.</summary>
    public bool TryBind(RedisBinding binding) => _bindings.TryAdd(binding, "");

    public IReadOnlyList<RedisBinding> Unbind(string queue)
    {
        RedisBinding[] bindings = [.. _bindings.Keys.Where(b => string.Equals(b.Queue, queue, StringComparison.Ordinal))];
        foreach (RedisBinding binding in bindings)
        {
            _bindings.TryRemove(binding, out _);
        }

        return bindings;
    }

    /// <summary>Forgets a binding that could not be told to Redis.</summary>
    public void Forget(RedisBinding binding) => _bindings.TryRemove(binding, out _);

    /// <summary>Member of the binding set: <c>routing_key SEP pattern SEP queue</c>; the pattern is for topic exchanges only.</summary>
    public string Member(RedisBinding binding) => keys.BindingMember(binding.RoutingKey, binding.Queue, TypeOf(binding.Exchange));

    /// <summary>Queues that a message goes to; none when nothing is bound to it and there is no dead letter queue.</summary>
    public async ValueTask<IReadOnlyList<string>> RouteAsync(
        IRespExecutor client, string exchange, string routingKey, CancellationToken cancellationToken)
    {
        if (exchange.Length == 0)
        {
            return (routingKey.Length > 0 ? routingKey : deadLetterQueue) is { } queue ? [queue] : [];
        }

        RespReply members = await client.ExecuteAsync(
            "SMEMBERS", [keys.Bindings(exchange)], cancellationToken).ConfigureAwait(false);
        string type = TypeOf(exchange);
        var queues = new SortedSet<string>(StringComparer.Ordinal);
        foreach (RespReply member in members.Items)
        {
            if (keys.TryReadBinding(member.Text, out string key, out string queue) && ExchangeType.Matches(type, key, routingKey))
            {
                queues.Add(queue);
            }
        }

        return queues.Count == 0 && deadLetterQueue is not null ? [deadLetterQueue] : [.. queues];
    }

    private string TypeOf(string exchange) => _types.GetValueOrDefault(exchange, ExchangeType.Direct);
}
