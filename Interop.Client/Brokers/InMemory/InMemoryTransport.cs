using Interop.Client.Brokers.Virtual;
using Interop.Client.Configuration;
using Interop.Protocol.Messages;

namespace Interop.Client.Brokers.InMemory;

/// <summary>Queues in this process, one set an app; for tests and demos. Celery: <c>kombu/transport/memory.py</c>.</summary>
internal sealed class InMemoryTransport : IBrokerTransport
{
    private readonly ExchangeTable _exchanges = new();
    private readonly Dictionary<string, LinkedList<WireMessage>> _queues = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InMemoryTransport(ClientContext context, IReadOnlyList<BrokerUrl> urls)
    {
        _ = context;
        DisplayUrl = urls.Count > 0 ? urls[0].ToString() : "memory://";
    }

    public string DriverName => "memory";

    public string DisplayUrl { get; }

    /// <summary>Completes when a message has come into any queue since the task was asked for.</summary>
    internal Task Arrived
    {
        get
        {
            lock (_lock)
            {
                return _arrived.Task;
            }
        }
    }

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DeclareAsync(QueueDeclaration queue, CancellationToken cancellationToken)
    {
        _exchanges.Bind(queue);
        lock (_lock)
        {
            QueueOf(queue.Name);
        }

        return default;
    }

    public ValueTask DeclareAsync(ExchangeDeclaration exchange, CancellationToken cancellationToken)
    {
        _exchanges.Declare(exchange);
        return default;
    }

    public ValueTask PublishAsync(
        string exchange, string routingKey, WireMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var properties = message.Properties with
        {
            Exchange = exchange,
            RoutingKey = routingKey,
            DeliveryTag = Guid.NewGuid().ToString(),
        };
        var copy = message with { Properties = properties, Body = message.Body.ToArray() };
        foreach (var queue in _exchanges.Route(exchange, routingKey))
        {
            Put(queue, copy, first: false);
        }

        return default;
    }

    public async Task<IBrokerConsumer> ConsumeAsync(ConsumerOptions options, CancellationToken cancellationToken)
    {
        foreach (var queue in options.Queues)
        {
            await DeclareAsync(queue, cancellationToken).ConfigureAwait(false);
        }

        var consumer = new InMemoryConsumer(this, options);
        consumer.Start();
        return consumer;
    }

    public ValueTask<long> CountAsync(string queue, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(QueueOf(queue).Count);
        }
    }

    public ValueTask<long> PurgeAsync(string queue, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var count = QueueOf(queue).Count;
            QueueOf(queue).Clear();
            return new(count);
        }
    }

    public ValueTask DeleteQueueAsync(string queue, CancellationToken cancellationToken)
    {
        _exchanges.Unbind(queue);
        lock (_lock)
        {
            _queues.Remove(queue);
        }

        return default;
    }

    public ValueTask DisposeAsync() => default;

    internal WireMessage? Take(string queue)
    {
        lock (_lock)
        {
            var messages = QueueOf(queue);
            var first = messages.First?.Value;
            if (first is not null)
            {
                messages.RemoveFirst();
            }

            return first;
        }
    }

    internal void Put(string queue, WireMessage message, bool first)
    {
        TaskCompletionSource arrived;
        lock (_lock)
        {
            if (first)
            {
                QueueOf(queue).AddFirst(message);
            }
            else
            {
                QueueOf(queue).AddLast(message);
            }

            arrived = _arrived;
            _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        arrived.SetResult();
    }

    private LinkedList<WireMessage> QueueOf(string name)
    {
        if (!_queues.TryGetValue(name, out var queue))
        {
            _queues[name] = queue = new();
        }

        return queue;
    }
}
