using System.Collections.Concurrent;
using System.Collections.Immutable;
using Interop.Protocol.Envelopes;

namespace Interop.Client.Brokers.Virtual;

/// <summary>Exchanges and bindings that live in this process, as kombu's <c>BrokerState</c>. Thread safe.</summary>
internal sealed class ExchangeTable
{
    private readonly ConcurrentDictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableList<Binding>> _bindings = new(StringComparer.Ordinal);

    public void Declare(ExchangeDeclaration exchange) => _types[exchange.Name] = exchange.Type;

    public void Bind(QueueDeclaration queue)
    {
        if (queue.Exchange is not { Name.Length: > 0 } exchange)
        {
            return;
        }

        Declare(exchange);
        var binding = new Binding(queue.RoutingKey, queue.Name);
        _bindings.AddOrUpdate(
            exchange.Name, [binding], (_, all) => all.Contains(binding) ? all : all.Add(binding));
    }

    public void Unbind(string queue)
    {
        foreach (var exchange in _bindings.Keys)
        {
            _bindings.AddOrUpdate(exchange, [], (_, all) => all.RemoveAll(b => b.Queue == queue));
        }
    }

    /// <summary>Type of an exchange; one nobody declared counts as direct, as in kombu.</summary>
    public string TypeOf(string exchange) => _types.GetValueOrDefault(exchange, ExchangeType.Direct);

    /// <summary>Queues that a message goes to. The default exchange leads to the queue that the routing key names.</summary>
    public IReadOnlyList<string> Route(string exchange, string routingKey, IEnumerable<Binding>? more = null)
    {
        if (exchange.Length == 0)
        {
            return [routingKey];
        }

        var type = TypeOf(exchange);
        var bindings = _bindings.GetValueOrDefault(exchange, []);
        return [.. bindings.Concat(more ?? [])
            .Where(b => ExchangeType.Matches(type, b.RoutingKey, routingKey))
            .Select(b => b.Queue)
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>One binding of a queue.</summary>
    internal readonly record struct Binding(string RoutingKey, string Queue);
}
