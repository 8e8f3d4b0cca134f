using Interop.Client.Brokers;
using Interop.Client.Brokers.RabbitMq;
using Interop.Protocol;
using Interop.Testing.Servers;

namespace Interop.Client.Tests.RabbitMq;

/// <summary>Tasks that RabbitMQ itself holds back, through the cascade of Celery 5.5.</summary>
public sealed class RabbitMqDelayTests : RabbitMqTestBase
{
    [Theory]
    [InlineData(1, "celery_delayed_delivery")]
    [InlineData(2, "celery_delayed_0")]
    [InlineData(3, "celery_delayed_delivery")]
    public async Task ADelayedTask_ComesThroughTheCascade_AfterItsTime(int seconds, string lastExchange)
    {
        await using var app = await AppAsync("topic");
        var sent = TimeProvider.System.GetTimestamp();

        await app.SendTaskAsync("t.later", options: new() { Countdown = TimeSpan.FromSeconds(seconds) }, cancellationToken: Token);

        var delivery = await NextAsync(await ConsumeAsync(app));
        Assert.Equal(lastExchange, delivery.Message.Properties.Exchange);
        Assert.Equal(DelayedDelivery.RoutingKey(seconds, QueueName), delivery.Message.Properties.RoutingKey);
        Assert.NotNull(delivery.Message.Headers.Eta);
        Assert.True(TimeProvider.System.GetElapsedTime(sent) >= TimeSpan.FromSeconds(seconds), "It came before its time.");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(-3.0)]
    public async Task ATaskForSoon_GoesStraightToItsQueue(double seconds)
    {
        await using var app = await AppAsync("topic");

        await app.SendTaskAsync("t.soon", options: new() { Countdown = TimeSpan.FromSeconds(seconds) }, cancellationToken: Token);

        Assert.Equal(QueueName, (await NextAsync(await ConsumeAsync(app))).Message.Properties.RoutingKey);
    }

    [Fact]
    public async Task ADirectExchange_IsWarnedAbout_AndTheWorkerHoldsTheTask()
    {
        await using var app = await AppAsync("direct");

        await app.SendTaskAsync("t.later", options: new() { Countdown = TimeSpan.FromSeconds(100) }, cancellationToken: Token);

        Assert.Equal(QueueName, (await NextAsync(await ConsumeAsync(app))).Message.Properties.RoutingKey);
        Assert.Contains(Logs.Messages, line => line.Contains("cannot be held back by RabbitMQ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MembersBefore55_DoNotDelay()
    {
        await using var app = await AppAsync("topic", CeleryRelease.V52);

        await app.SendTaskAsync("t.later", options: new() { Countdown = TimeSpan.FromSeconds(100) }, cancellationToken: Token);

        Assert.Equal(QueueName, (await NextAsync(await ConsumeAsync(app))).Message.Properties.RoutingKey);
        Assert.Null(app.DelayedDeliveryQueueType);
    }

    [Fact]
    public async Task ACascadeOfAnotherType_IsReported_AndTheWorkerConsumes()
    {
        await using var server = await RabbitMqServer.StartAsync();
        await using var app = App(server.Url, "topic", CeleryRelease.V56);
        await app.Broker.DeclareAsync(Queue("celery_delayed_27", ("x-message-ttl", 5)) with { Exchange = null }, Token);

        var consumer = await ConsumeAsync(app);
        await app.SendTaskAsync("t.now", cancellationToken: Token);

        Assert.Equal("t.now", (await NextAsync(consumer)).Message.Headers.Task);
        Assert.Contains(Logs.Messages, line => line.Contains("refused the queues of native delayed delivery", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<DeclarationRefusedException>(async () => await app.SendTaskAsync(
            "t.later", options: new() { Countdown = TimeSpan.FromSeconds(100) }, cancellationToken: Token));
        Assert.Contains("broker_native_delayed_delivery_queue_type", refused.Message, StringComparison.Ordinal);
    }

    private async Task<CeleryApp> AppAsync(string exchangeType, CeleryRelease release = CeleryRelease.V56) =>
        App((await RabbitMqServer.SharedAsync()).Url, exchangeType, release);

    private CeleryApp App(string url, string exchangeType, CeleryRelease release) => CeleryApp.Create(
        new()
        {
            BrokerUrl = url,
            Release = release,
            TaskDefaultQueue = QueueName,
            TaskQueues =
            [
                new()
                {
                    Name = QueueName,
                    Exchange = new() { Name = QueueName + ".x", Type = exchangeType },
                    RoutingKey = QueueName,
                    Arguments = new Dictionary<string, object?> { ["x-queue-type"] = "quorum" },
                },
            ],
        },
        Logs);

    private async Task<IBrokerConsumer> ConsumeAsync(CeleryApp app) => Own(await app.Broker.ConsumeAsync(
        new() { Queues = app.Router.ConfiguredQueues, Prefetch = 10, DelayedDeliveryQueueType = app.DelayedDeliveryQueueType }, Token));
}
