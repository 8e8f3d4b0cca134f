using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Client.Tests.RabbitMq;

public sealed class RabbitMqPublishTests : RabbitMqTestBase
{
    [Fact]
    public async Task PublishAsync_CompletesWhenTheQueueHasTheMessage()
    {
        var transport = await SharedTransportAsync();
        await transport.DeclareAsync(Queue(QueueName), Token);

        await transport.PublishAsync("", QueueName, Message("1"), Token);

        Assert.Equal(1, await transport.CountAsync(QueueName, Token));
    }

    [Fact]
    public async Task PublishAsync_LosesAndMixesNothing_WhenManyPublishAtOnce()
    {
        const int count = 5000;
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName);
        await transport.DeclareAsync(queue, Token);

        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 300, CancellationToken = Token }, async (i, token) =>
            await transport.PublishAsync("", QueueName, Message($"{i}", new WireMap().With("number", i)), token));

        Assert.Equal(count, await transport.CountAsync(QueueName, Token));
        var consumer = await ConsumeAsync(transport, queue, prefetch: 200);
        var numbers = new List<int>();
        while (numbers.Count < count)
        {
            var delivery = await NextAsync(consumer);
            Assert.Equal(Text(delivery), delivery.Message.Headers.Extra!["number"].ToString());
            numbers.Add(int.Parse(Text(delivery), System.Globalization.CultureInfo.InvariantCulture));
            await delivery.AckAsync(Token);
        }

        Assert.Equal(Enumerable.Range(0, count), numbers.Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60_000)]
    [InlineData(70_000)]
    [InlineData(1_000_000)]
    public async Task PublishAsync_CarriesBodiesOfAnySize(int size)
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName);
        await transport.DeclareAsync(queue, Token);
        var body = new byte[size];
        new Random(size).NextBytes(body);

        await transport.PublishAsync("", QueueName, Message("") with { Body = body }, Token);

        var delivery = await NextAsync(await ConsumeAsync(transport, queue));
        Assert.Equal(body, delivery.Message.Body.ToArray());
    }

    [Fact]
    public async Task PublishAsync_NamesTheExchange_WhenItDoesNotExist()
    {
        var transport = await SharedTransportAsync();

        var error = await Assert.ThrowsAsync<PublishRejectedException>(async () =>
            await transport.PublishAsync("no.such.exchange", "key", Message("1"), Token));

        Assert.Contains("404 NOT_FOUND - no exchange 'no.such.exchange'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_DeliversTheOthers_WhenOneCallerUsesAMissingExchange()
    {
        const int count = 300;
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName);
        await transport.DeclareAsync(queue, Token);

        var good = Enumerable.Range(0, count).Select(i => transport.PublishAsync(QueueName, QueueName, Message($"{i}"), Token).AsTask()).ToList();
        var bad = Enumerable.Range(0, 5).Select(_ => transport.PublishAsync("missing", "key", Message("x"), Token).AsTask()).ToList();

        foreach (var task in bad)
        {
            await Assert.ThrowsAsync<PublishRejectedException>(() => task);
        }

        await Task.WhenAll(good);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        var consumer = await ConsumeAsync(transport, queue);
        while (texts.Count < count)
        {
            // A message may come twice: unconfirmed ones are sent again when their channel was closed.
            texts.UnionWith(await DrainAsync(consumer, 1));
        }

        Assert.Equal(count, texts.Count);
    }

    [Fact]
    public async Task PublishAsync_DropsTheMessage_WhenNoQueueIsBound()
    {
        var transport = await SharedTransportAsync();
        await transport.DeclareAsync(Queue(QueueName), Token);

        await transport.PublishAsync(QueueName, "another.key", Message("1"), Token);
        await transport.PublishAsync("", QueueName + ".missing", Message("1"), Token);

        Assert.Equal(0, await transport.CountAsync(QueueName, Token));
    }

    [Fact]
    public async Task PublishAsync_SaysThatTheBrokerRefused_WhenTheQueueIsFull()
    {
        var transport = await SharedTransportAsync();
        await transport.DeclareAsync(Queue(QueueName, ("x-max-length", 1), ("x-overflow", "reject-publish")), Token);
        await transport.PublishAsync("", QueueName, Message("1"), Token);

        var error = await Assert.ThrowsAsync<PublishRejectedException>(async () =>
            await transport.PublishAsync("", QueueName, Message("2"), Token));

        Assert.Contains("basic.nack", error.Message, StringComparison.Ordinal);
        Assert.Contains(QueueName, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_QuotesTheBroker_WhenAPropertyIsInvalid()
    {
        var transport = await SharedTransportAsync();
        await transport.DeclareAsync(Queue(QueueName), Token);
        var message = Message("1");

        var error = await Assert.ThrowsAsync<PublishRejectedException>(async () => await transport.PublishAsync(
            "", QueueName, message with { Properties = message.Properties with { Expiration = "soon" } }, Token));

        Assert.Contains("PRECONDITION_FAILED - invalid expiration 'soon'", error.Message, StringComparison.Ordinal);
        await transport.PublishAsync("", QueueName, Message("2"), Token);
        Assert.Equal(1, await transport.CountAsync(QueueName, Token));
    }

    [Fact]
    public async Task PublishAsync_RefusesWhatCannotBeSent_AndGoesOn()
    {
        var transport = await SharedTransportAsync();
        await transport.DeclareAsync(Queue(QueueName), Token);

        await Assert.ThrowsAsync<MessageEncodeException>(async () =>
            await transport.PublishAsync("", new string('k', 300), Message("1"), Token));
        await transport.PublishAsync("", QueueName, Message("2"), Token);

        Assert.Equal(1, await transport.CountAsync(QueueName, Token));
    }

    [Fact]
    public async Task PublishAsync_ServesTheMostUrgentFirst_WhenTheQueueHasPriorities()
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName, ("x-max-priority", 10L));
        await transport.DeclareAsync(queue, Token);
        foreach (var priority in new[] { 0, 9, 5 })
        {
            var message = Message($"{priority}");
            await transport.PublishAsync("", QueueName, message with { Properties = message.Properties with { Priority = priority } }, Token);
        }

        var texts = await DrainAsync(await ConsumeAsync(transport, queue, prefetch: 1), 3);

        Assert.Equal(["9", "5", "0"], texts);
    }

    [Fact]
    public async Task PublishAsync_HandsOver_WhenConfirmsAreOff()
    {
        var transport = await SharedTransportAsync(new CeleryOptions
        {
            BrokerTransportOptions = new TransportOptions(new Dictionary<string, string> { ["confirm_publish"] = "false" }),
        });
        var queue = Queue(QueueName);
        await transport.DeclareAsync(queue, Token);
        await transport.PublishAsync("", QueueName, Message("1"), Token);

        Assert.Equal(["1"], await DrainAsync(await ConsumeAsync(transport, queue), 1));
    }
}
