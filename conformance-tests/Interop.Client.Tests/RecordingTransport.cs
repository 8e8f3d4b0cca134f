using Interop.Client.Brokers;
using Interop.Protocol.Messages;

namespace Interop.Client.Tests;

/// <summary>Stands for a broker: keeps what is declared and published; can refuse.</summary>
internal sealed class RecordingTransport : IBrokerTransport
{
    private readonly Lock _lock = new();
    private readonly List<QueueDeclaration> _queues = [];
    private readonly List<ExchangeDeclaration> _exchanges = [];
    private readonly List<WireMessage> _messages = [];

    public string DriverName => "memory";

    public string DisplayUrl => "recording://";

    public IReadOnlyList<QueueDeclaration> Queues => Copy(_queues);

    public IReadOnlyList<ExchangeDeclaration> Exchanges => Copy(_exchanges);

    public IReadOnlyList<WireMessage> Messages => Copy(_messages);

    public WireMessage Single => Assert.Single(Messages);

    public int Attempts { get; private set; }

    /// <summary>Called at every publish; may throw or wait.</summary>
    public Func<int, CancellationToken, ValueTask>? OnPublish { get; set; }

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DeclareAsync(QueueDeclaration queue, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _queues.Add(queue);
        }

        return default;
    }

    public ValueTask DeclareAsync(ExchangeDeclaration exchange, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _exchanges.Add(exchange);
        }

        return default;
    }

    public async ValueTask PublishAsync(string exchange, string routingKey, WireMessage message, CancellationToken cancellationToken)
    {
        Assert.Equal(exchange, message.Properties.Exchange);
        Assert.Equal(routingKey, message.Properties.RoutingKey);
        Attempts++;
        if (OnPublish is { } act)
        {
            await act(Attempts, cancellationToken);
        }

        lock (_lock)
        {
            _messages.Add(message with { Body = message.Body.ToArray() });
        }
    }

    public Task<IBrokerConsumer> ConsumeAsync(ConsumerOptions options, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing is consumed here.");

    public ValueTask<long> CountAsync(string queue, CancellationToken cancellationToken) => ValueTask.FromResult(0L);

    public ValueTask<long> PurgeAsync(string queue, CancellationToken cancellationToken) => ValueTask.FromResult(0L);

    public ValueTask DeleteQueueAsync(string queue, CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync() => default;

    private T[] Copy<T>(List<T> items)
    {
        lock (_lock)
        {
            return [.. items];
        }
    }
}
