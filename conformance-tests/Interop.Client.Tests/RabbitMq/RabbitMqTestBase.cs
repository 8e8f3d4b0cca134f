using Interop.Client.Brokers;
using Interop.Client.Brokers.RabbitMq;
using Interop.Client.Configuration;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;
using Interop.Testing.Logging;
using Interop.Testing.Servers;

namespace Interop.Client.Tests.RabbitMq;

/// <summary>Transports upon a real broker, disposed with the test, and messages for them.</summary>
public abstract class RabbitMqTestBase : IAsyncLifetime
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<IAsyncDisposable> _owned = [];

    protected RecordingLoggerProvider Logs { get; } = new();

    /// <summary>A queue name of this test's own.</summary>
    protected string QueueName { get; } = "test." + Guid.NewGuid().ToString("N");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual ValueTask InitializeAsync() => default;

    public virtual async ValueTask DisposeAsync()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            await _owned[i].DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private protected T Own<T>(T disposable)
        where T : IAsyncDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }

    private protected RabbitMqTransport Transport(string url, CeleryOptions? options = null) =>
        Own(new RabbitMqTransport(Context(options), BrokerUrl.ParseAll(url)));

    private protected async Task<RabbitMqTransport> SharedTransportAsync(CeleryOptions? options = null) =>
        Transport((await RabbitMqServer.SharedAsync()).Url, options);

    private protected ClientContext Context(CeleryOptions? options = null) => new()
    {
        Options = options ?? new CeleryOptions(),
        Loggers = Logs,
        Chance = new Random(1),
        Oid = Guid.NewGuid().ToString(),
    };

    private protected static QueueDeclaration Queue(string name, params (string Name, object? Value)[] arguments) => new()
    {
        Name = name,
        Exchange = new ExchangeDeclaration { Name = name },
        RoutingKey = name,
        Arguments = arguments.Length == 0 ? null : arguments.ToDictionary(pair => pair.Name, pair => pair.Value),
    };

    private protected static WireMessage Message(string body, WireMap? headers = null) => new()
    {
        Properties = new MessageProperties
        {
            ContentType = "application/json",
            ContentEncoding = "utf-8",
            CorrelationId = Guid.NewGuid().ToString(),
            ReplyTo = "",
            DeliveryMode = 2,
            Priority = 0,
        },
        Headers = headers is null ? MessageHeaders.Empty : MessageHeadersCodec.Read(headers),
        Body = System.Text.Encoding.UTF8.GetBytes(body),
    };

    private protected static string Text(Delivery delivery) => System.Text.Encoding.UTF8.GetString(delivery.Message.Body.Span);

    private protected static async Task<Delivery> NextAsync(IBrokerConsumer consumer)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        return await consumer.Deliveries.ReadAsync(limit.Token);
    }

    /// <summary>Consumes and reads messages until <paramref name="count"/> came, acknowledging each.</summary>
    private protected static async Task<IReadOnlyList<string>> DrainAsync(IBrokerConsumer consumer, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
        {
            var delivery = await NextAsync(consumer);
            texts.Add(Text(delivery));
            await delivery.AckAsync(Token);
        }

        return texts;
    }

    private protected async Task<IBrokerConsumer> ConsumeAsync(IBrokerTransport transport, QueueDeclaration queue, int prefetch = 10) =>
        Own(await transport.ConsumeAsync(new ConsumerOptions { Queues = [queue], Prefetch = prefetch }, Token));
}
