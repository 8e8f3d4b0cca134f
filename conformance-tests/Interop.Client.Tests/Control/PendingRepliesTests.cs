using Interop.Client.Brokers;
using Interop.Client.Control;
using Interop.Protocol.Control;
using Interop.Protocol.Messages;
using Interop.Testing.Servers;

namespace Interop.Client.Tests.Control;

/// <summary>Answers are waited for without an end here, so that only what the broker tells can end the wait.</summary>
public sealed class PendingRepliesTests
{
    private static readonly ControlCall Endless = new() { Timeout = Timeout.InfiniteTimeSpan };
    private static readonly ControlRequest Ping = new() { Method = "ping" };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _exchange = $"t{Guid.NewGuid():N}"[..12];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CollectAsync_Ends_WhenNobodyListensOnRedis()
    {
        await using var server = await RedisServer.StartAsync();
        await using var app = App(server.Url);

        Assert.Empty(await AskAsync(app));
    }

    [Fact]
    public async Task CollectAsync_Ends_WhenNobodyListensOnRabbitMq()
    {
        await using var app = App((await RabbitMqServer.SharedAsync()).Url);

        Assert.Empty(await AskAsync(app));
    }

    [Fact]
    public async Task CollectAsync_WaitsForEverySubscriber_OnRedis()
    {
        await using var server = await RedisServer.StartAsync();
        await using var app = App(server.Url);
        await using var first = await ListenAsync(app, "one@host");
        await using var second = await ListenAsync(app, "two@host");

        using var pending = await app.Control.AskAsync(Ping, Endless, Token);
        var replies = pending.CollectAsync(Token);
        await AnswerAsync(app, first, "one@host");
        Assert.False(replies.IsCompleted);
        await AnswerAsync(app, second, "two@host");

        Assert.Equal(["one@host", "two@host"], (await replies.WaitAsync(Patience, Token)).Select(reply => reply.Node));
    }

    [Fact]
    public async Task AskAsync_IsHeard_WhenAQueueIsBoundOnRabbitMq()
    {
        await using var app = App((await RabbitMqServer.SharedAsync()).Url);
        await using var listener = await ListenAsync(app, "one@host");

        using var pending = await app.Control.AskAsync(Ping, new ControlCall { Timeout = Timeout.InfiniteTimeSpan, Limit = 1 }, Token);
        await AnswerAsync(app, listener, "one@host");

        var reply = Assert.Single(await pending.CollectAsync(Token).WaitAsync(Patience, Token));
        Assert.Equal("one@host", reply.Node);
    }

    private static async Task<IReadOnlyList<ControlReply>> AskAsync(CeleryApp app)
    {
        using var pending = await app.Control.AskAsync(Ping, Endless, Token);
        return await pending.CollectAsync(Token).WaitAsync(Patience, Token);
    }

    private static Task<IBrokerConsumer> ListenAsync(CeleryApp app, string node) => app.Broker.ConsumeAsync(
        new ConsumerOptions { Queues = [ControlTopology.Mailbox(app.Options, node)], NoAck = true }, Token);

    private static async Task AnswerAsync(CeleryApp app, IBrokerConsumer listener, string node)
    {
        var delivery = await listener.Deliveries.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);
        var body = app.Serializers.Decode(delivery.Message.Body.Span, "application/json", "utf-8", app.Serializers.Accept(["json"]));
        var request = ControlRequest.Read(body);
        var reply = new WireMessage
        {
            Properties = new MessageProperties { ContentType = "application/json", ContentEncoding = "utf-8", DeliveryMode = 1 },
            Headers = MessageHeadersCodec.Read(new Protocol.Values.WireMap(2).With("clock", 1).With("ticket", request.Ticket)),
            Body = System.Text.Encoding.UTF8.GetBytes($"{{\"{node}\": {{\"ok\": \"pong\"}}}}"),
        };
        await app.Broker.PublishAsync(request.ReplyTo!.Exchange, request.ReplyTo.RoutingKey, reply, Token);
    }

    private CeleryApp App(string url) => CeleryApp.Create(new() { BrokerUrl = url, ControlExchange = _exchange });
}
