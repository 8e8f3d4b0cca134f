using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Client.Tests.RabbitMq;

public sealed class RabbitMqDeclareTests : RabbitMqTestBase
{
    [Fact]
    public async Task DeclareAsync_AgreesWithPython_WhicheverComesFirst()
    {
        var server = await RabbitMqServer.SharedAsync();
        var (ours, theirs) = (QueueName + ".ours", QueueName + ".theirs");
        await using var python = await PythonCelery.OpenAsync(server.Url, settings:
            $$"""{"task_queues": ["{{ours}}", "{{theirs}}"], "task_queue_max_priority": 10}""", cancellationToken: Token);
        var transport = Transport(server.Url);

        await transport.DeclareAsync(Queue(ours, ("x-max-priority", 10)), Token);
        await python.DeclareAsync(ours, Token);
        await python.DeclareAsync(theirs, Token);
        await transport.DeclareAsync(Queue(theirs, ("x-max-priority", 10L)), Token);

        Assert.Equal(0, await transport.CountAsync(theirs, Token));
    }

    [Fact]
    public async Task DeclareAsync_NamesQueueAndArguments_WhenItExistsWithOthers()
    {
        var transport = await SharedTransportAsync();
        await transport.DeclareAsync(Queue(QueueName, ("x-max-priority", 10)), Token);

        var error = await Assert.ThrowsAsync<DeclarationRefusedException>(async () =>
            await transport.DeclareAsync(Queue(QueueName, ("x-max-priority", 5)), Token));

        Assert.Contains($"queue '{QueueName}' (durable, x-max-priority=5)", error.Message, StringComparison.Ordinal);
        Assert.Contains("PRECONDITION_FAILED", error.Message, StringComparison.Ordinal);
        await transport.DeclareAsync(Queue(QueueName + ".other"), Token);
    }

    [Fact]
    public async Task ConsumeAsync_NamesTheQueue_WhenItExistsWithOtherArguments()
    {
        var transport = await SharedTransportAsync();
        await transport.DeclareAsync(Queue(QueueName, ("x-max-priority", 10)), Token);

        var error = await Assert.ThrowsAsync<DeclarationRefusedException>(() =>
            transport.ConsumeAsync(new ConsumerOptions { Queues = [Queue(QueueName)] }, Token));

        Assert.Contains($"queue '{QueueName}' (durable)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeclareAsync_RoutesByPattern_WhenTheExchangeIsATopic()
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName) with
        {
            Exchange = new ExchangeDeclaration { Name = QueueName + ".topic", Type = "topic" },
            RoutingKey = "billing.#",
        };
        var consumer = await ConsumeAsync(transport, queue);

        await transport.PublishAsync(QueueName + ".topic", "mail.send", Message("no"), Token);
        await transport.PublishAsync(QueueName + ".topic", "billing.month.close", Message("yes"), Token);

        var delivery = await NextAsync(consumer);
        Assert.Equal("yes", Text(delivery));
        Assert.Equal(QueueName + ".topic", delivery.Message.Properties.Exchange);
        Assert.Equal("billing.month.close", delivery.Message.Properties.RoutingKey);
        Assert.Equal(QueueName, delivery.Queue);
    }

    [Fact]
    public async Task DeclareAsync_LeavesAnExclusiveQueueToItsConsumer()
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName) with { Exclusive = true, Durable = false, Exchange = null };
        await transport.DeclareAsync(queue, Token);
        var consumer = await ConsumeAsync(transport, queue);

        await transport.PublishAsync("", QueueName, Message("1"), Token);

        Assert.Equal(["1"], await DrainAsync(consumer, 1));
    }

    [Fact]
    public async Task CountPurgeAndDelete_TellNumbers_AndTakeAMissingQueueForEmpty()
    {
        var transport = await SharedTransportAsync();
        await transport.DeclareAsync(Queue(QueueName), Token);
        await transport.PublishAsync("", QueueName, Message("1"), Token);
        await transport.PublishAsync("", QueueName, Message("2"), Token);

        Assert.Equal(2, await transport.PurgeAsync(QueueName, Token));
        await transport.DeleteQueueAsync(QueueName, Token);
        Assert.Equal(0, await transport.CountAsync(QueueName, Token));
        Assert.Equal(0, await transport.PurgeAsync(QueueName, Token));
        await transport.DeclareAsync(Queue(QueueName), Token);
        await transport.PublishAsync("", QueueName, Message("3"), Token);
        Assert.Equal(1, await transport.CountAsync(QueueName, Token));
    }

    [Theory]
    [InlineData("amqp://guest:wrong@127.0.0.1:{0}//", "refused user and password")]
    [InlineData("amqp://guest:guest@127.0.0.1:{0}/nowhere", "NOT_ALLOWED - vhost nowhere not found")]
    public async Task ConnectAsync_FailsAtOnceAndSaysWhy_WhenTheBrokerRefuses(string url, string reason)
    {
        var server = await RabbitMqServer.SharedAsync();
        var transport = Transport(string.Format(System.Globalization.CultureInfo.InvariantCulture, url, server.Port));

        var error = await Assert.ThrowsAsync<BrokerUnreachableException>(() => transport.ConnectAsync(Token));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{server.Port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_SaysWhichAddressRefused_WhenNothingListens()
    {
        var port = FreePort.Next();
        var transport = Transport($"amqp://guest:secret@127.0.0.1:{port}//", new CeleryOptions { PublishTimeout = TimeSpan.FromMilliseconds(600) });

        var error = await Assert.ThrowsAsync<BrokerUnreachableException>(async () =>
            await transport.PublishAsync("", "q", Message("1"), CancellationToken.None));

        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("connection refused", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task ConnectAsync_TakesTheNextAddress_WhenTheFirstIsDown()
    {
        var server = await RabbitMqServer.SharedAsync();
        var transport = Transport($"amqp://guest:guest@127.0.0.1:{FreePort.Next()}//;{server.Url}");
        await transport.ConnectAsync(Token);

        await transport.DeclareAsync(Queue(QueueName), Token);
        Assert.Equal(0, await transport.CountAsync(QueueName, Token));
    }
}
