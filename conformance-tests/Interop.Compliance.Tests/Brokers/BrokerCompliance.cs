using Interop.Client.Brokers;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;

namespace Interop.Compliance.Tests.Brokers;

/// <summary>What every transport owes; one subclass a broker.</summary>
public abstract class BrokerCompliance : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _deadline = new(Deadline);
    private readonly string _prefix = "q" + Guid.NewGuid().ToString("N")[..8];

    private IBrokerTransport Broker { get; set; } = null!;

    private CancellationToken Token => _deadline.Token;


    protected abstract Task<IBrokerTransport> CreateAsync();

    public async ValueTask InitializeAsync() => Broker = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _deadline.Dispose();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    [Fact]
    public async Task Publish_ArrivesWhole()
    {
        var queue = await DeclareAsync("whole");
        var sent = Message("first") with
        {
            Headers = new MessageHeaders
            {
                Lang = "py",
                Task = "tasks.add",
                Id = "4c9f7a52-0a40-4b4f-9b0e-3d0f5f3a2f11",
                Retries = 2,
                TimeLimit = new TimeLimit(10, 5),
                ArgsRepr = "('ä', 1)",
                IgnoreResult = false,
                Extra = new WireMap().With("my", 1).With("deep", new WireMap().With("list", new WireValue[] { 1, "x", true })),
            },
        };
        await Broker.PublishAsync("", queue.Name, sent, Token);
        await using var consumer = await ConsumeAsync(10, queue);
        var got = await NextAsync(consumer);
        Assert.Equal(sent.Body.ToArray(), got.Message.Body.ToArray());
        Assert.Equal(queue.Name, got.Queue);
        Assert.Equal("application/json", got.Message.Properties.ContentType);
        Assert.Equal("utf-8", got.Message.Properties.ContentEncoding);
        Assert.Equal("correlation", got.Message.Properties.CorrelationId);
        Assert.Equal("reply", got.Message.Properties.ReplyTo);
        Assert.Equal(2, got.Message.Properties.DeliveryMode);
        Assert.Equal("", got.Message.Properties.Exchange);
        Assert.Equal(queue.Name, got.Message.Properties.RoutingKey);
        Assert.False(got.Message.Properties.Redelivered);
        Assert.Equal("tasks.add", got.Message.Headers.Task);
        Assert.Equal(sent.Headers.Id, got.Message.Headers.Id);
        Assert.Equal(2, got.Message.Headers.Retries);
        Assert.Equal(new TimeLimit(10, 5), got.Message.Headers.TimeLimit);
        Assert.Equal("('ä', 1)", got.Message.Headers.ArgsRepr);
        Assert.Equal(sent.Headers.Extra, got.Message.Headers.Extra);
        await got.AckAsync(Token);
    }

    [Fact]
    public async Task Consume_KeepsTheOrder()
    {
        var queue = await DeclareAsync("order");
        for (var i = 0; i < 20; i++)
        {
            await PublishAsync(queue, $"m{i}");
        }

        await using var consumer = await ConsumeAsync(100, queue);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal($"m{i}", await NextTextAsync(consumer));
        }
    }

    [Fact]
    public async Task Consume_StopsAtThePrefetch_AndGoesOnAfterAnAck()
    {
        var queue = await DeclareAsync("prefetch");
        await PublishAsync(queue, "a", "b", "c");
        await using var consumer = await ConsumeAsync(2, queue);
        var first = await NextAsync(consumer);
        await NextAsync(consumer);
        Assert.False(consumer.Deliveries.TryRead(out _));
        Assert.Equal(1, await Broker.CountAsync(queue.Name, Token));
        await first.AckAsync(Token);
        Assert.NotNull(await NextAsync(consumer));
    }

    [Fact]
    public async Task SetPrefetch_LetsMoreIn()
    {
        var queue = await DeclareAsync("raise");
        await PublishAsync(queue, "a", "b");
        await using var consumer = await ConsumeAsync(1, queue);
        await NextAsync(consumer);
        consumer.SetPrefetch(2);
        Assert.NotNull(await NextAsync(consumer));
    }

    [Fact]
    public async Task Reject_WithRequeue_DeliversAgainAndSaysSo()
    {
        var queue = await DeclareAsync("requeue");
        await PublishAsync(queue, "a");
        await using var consumer = await ConsumeAsync(1, queue);
        await (await NextAsync(consumer)).RejectAsync(requeue: true, Token);
        var again = await NextAsync(consumer);
        Assert.Equal("\"a\"", Text(again));
        Assert.True(again.Message.Properties.Redelivered);
    }

    [Fact]
    public async Task Reject_WithoutRequeue_EndsTheMessage()
    {
        var queue = await DeclareAsync("reject");
        await PublishAsync(queue, "a", "b");
        await using (var consumer = await ConsumeAsync(1, queue))
        {
            await (await NextAsync(consumer)).RejectAsync(requeue: false, Token);
            await (await NextAsync(consumer)).AckAsync(Token);
        }

        Assert.Equal(0, await Broker.CountAsync(queue.Name, Token));
    }

    [Fact]
    public async Task Dispose_GivesBackWhatIsNotSettled_InItsOrder()
    {
        var queue = await DeclareAsync("giveback");
        foreach (var text in new[] { "a", "b", "c" })
        {
            await PublishAsync(queue, text);
        }

        await using (var consumer = await ConsumeAsync(10, queue))
        {
            var first = await NextAsync(consumer);
            await NextAsync(consumer);
            await NextAsync(consumer);
            await first.AckAsync(Token);
        }

        await using var second = await ConsumeAsync(10, queue);
        var b = await NextAsync(second);
        Assert.Equal("\"b\"", Text(b));
        Assert.True(b.Message.Properties.Redelivered);
        Assert.Equal("c", await NextTextAsync(second));
    }

    [Fact]
    public async Task Settle_IsHarmless_WhenDoneTwiceOrTooLate()
    {
        var queue = await DeclareAsync("late");
        await PublishAsync(queue, "a", "b");
        Delivery held;
        await using (var consumer = await ConsumeAsync(10, queue))
        {
            var done = await NextAsync(consumer);
            held = await NextAsync(consumer);
            await done.AckAsync(Token);
            await done.RejectAsync(requeue: true, Token);
        }

        await held.AckAsync(Token);
        await using var second = await ConsumeAsync(10, queue);
        Assert.Equal("b", await NextTextAsync(second));
        Assert.False(second.Deliveries.TryRead(out _));
    }

    [Fact]
    public async Task Stop_TakesNoMore_ButLetsTheRestBeSettled()
    {
        var queue = await DeclareAsync("stop");
        await PublishAsync(queue, "a");
        await using (var consumer = await ConsumeAsync(10, queue))
        {
            var held = await NextAsync(consumer);
            await consumer.StopAsync(Token);
            await PublishAsync(queue, "b");
            await held.AckAsync(Token);
            Assert.False(await consumer.Deliveries.WaitToReadAsync(Token));
        }

        await using var second = await ConsumeAsync(10, queue);
        Assert.Equal("b", await NextTextAsync(second));
    }

    [Fact]
    public async Task Consume_TakesFromAllQueues()
    {
        var one = await DeclareAsync("one");
        var two = await DeclareAsync("two");
        await PublishAsync(one, "a");
        await PublishAsync(two, "b");
        await using var consumer = await ConsumeAsync(10, one, two);
        var got = new[] { await NextTextAsync(consumer), await NextTextAsync(consumer) };
        Assert.Equal(["a", "b"], got.Order());
    }

    [Fact]
    public async Task Consume_WakesUp_WhenAMessageComesLater()
    {
        var queue = await DeclareAsync("wake");
        await using var consumer = await ConsumeAsync(1, queue);
        var next = NextTextAsync(consumer);
        await PublishAsync(queue, "a");
        Assert.Equal("a", await next);
    }

    [Fact]
    public async Task TwoConsumers_ShareAQueueWithoutDoubles()
    {
        var queue = await DeclareAsync("share");
        var texts = Enumerable.Range(0, 50).Select(i => $"m{i}").ToArray();
        await using var one = await ConsumeAsync(1, queue);
        await using var two = await ConsumeAsync(1, queue);
        var got = new System.Collections.Concurrent.ConcurrentBag<string>();
        var all = new TaskCompletionSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var readers = new[] { DrainAsync(one), DrainAsync(two) };
        await PublishAsync(queue, texts);
        await all.Task.WaitAsync(Token);
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(texts.Order(), got.Order());

        async Task DrainAsync(IBrokerConsumer consumer)
        {
            try
            {
                await foreach (var delivery in consumer.Deliveries.ReadAllAsync(stop.Token))
                {
                    got.Add(Text(delivery).Trim('"'));
                    await delivery.AckAsync(stop.Token);
                    if (got.Count == texts.Length)
                    {
                        all.TrySetResult();
                    }
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The test has what it wanted.
            }
        }
    }

    [Fact]
    public async Task NoAck_LeavesNothingBehind()
    {
        var queue = await DeclareAsync("noack");
        await PublishAsync(queue, "a");
        await using (var consumer = await Broker.ConsumeAsync(new() { Queues = [queue], NoAck = true }, Token))
        {
            Assert.Equal("a", await NextTextAsync(consumer));
        }

        Assert.Equal(0, await Broker.CountAsync(queue.Name, Token));
    }

    [Fact]
    public async Task DirectExchange_RoutesByKey()
    {
        var exchange = new ExchangeDeclaration { Name = Name("direct") };
        var left = await DeclareAsync("left", exchange, "left");
        var right = await DeclareAsync("right", exchange, "right");
        await Broker.PublishAsync(exchange.Name, "right", Message("r"), Token);
        await using var consumer = await ConsumeAsync(10, right);
        var got = await NextAsync(consumer);
        Assert.Equal("\"r\"", Text(got));
        Assert.Equal(exchange.Name, got.Message.Properties.Exchange);
        Assert.Equal("right", got.Message.Properties.RoutingKey);
        Assert.Equal(0, await Broker.CountAsync(left.Name, Token));
    }

    [Fact]
    public async Task TopicExchange_RoutesByPattern()
    {
        var exchange = new ExchangeDeclaration { Name = Name("topic"), Type = "topic" };
        var all = await DeclareAsync("all", exchange, "orders.#");
        var paid = await DeclareAsync("paid", exchange, "orders.*.paid");
        await Broker.PublishAsync(exchange.Name, "orders.eu.paid", Message("a"), Token);
        await Broker.PublishAsync(exchange.Name, "orders.eu.new", Message("b"), Token);
        await using var allConsumer = await ConsumeAsync(10, all);
        await using var paidConsumer = await ConsumeAsync(10, paid);
        var seen = new[] { await NextTextAsync(allConsumer), await NextTextAsync(allConsumer) };
        Assert.Equal(["a", "b"], seen.Order());
        Assert.Equal("a", await NextTextAsync(paidConsumer));
        Assert.False(paidConsumer.Deliveries.TryRead(out _));
    }

    [Fact]
    public async Task FanoutExchange_ReachesEveryConsumer()
    {
        var exchange = new ExchangeDeclaration { Name = Name("fanout"), Type = "fanout" };
        var one = new QueueDeclaration { Name = Name("f1"), Exchange = exchange, AutoDelete = true, Durable = false };
        var two = one with { Name = Name("f2") };
        await using var first = await Broker.ConsumeAsync(new() { Queues = [one], NoAck = true }, Token);
        await using var second = await Broker.ConsumeAsync(new() { Queues = [two], NoAck = true }, Token);
        await Broker.PublishAsync(exchange.Name, "", Message("news"), Token);
        Assert.Equal("news", await NextTextAsync(first));
        Assert.Equal("news", await NextTextAsync(second));
    }

    [Fact]
    public async Task Purge_CountsWhatItDeletes()
    {
        var queue = await DeclareAsync("purge");
        await PublishAsync(queue, "a", "b", "c");
        Assert.Equal(3, await Broker.CountAsync(queue.Name, Token));
        Assert.Equal(3, await Broker.PurgeAsync(queue.Name, Token));
        Assert.Equal(0, await Broker.CountAsync(queue.Name, Token));
    }

    [Fact]
    public async Task Publish_IsCancelled_WhenTheTokenIs()
    {
        var queue = await DeclareAsync("cancel");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Broker.PublishAsync("", queue.Name, Message("a"), cancelled.Token));
        Assert.Equal(0, await Broker.CountAsync(queue.Name, Token));
    }

    private static string Text(Delivery delivery) => System.Text.Encoding.UTF8.GetString(delivery.Message.Body.Span);

    private static WireMessage Message(string text) => new()
    {
        Properties = new MessageProperties
        {
            ContentType = "application/json",
            ContentEncoding = "utf-8",
            CorrelationId = "correlation",
            ReplyTo = "reply",
            DeliveryMode = 2,
            Priority = 0,
        },
        Headers = MessageHeaders.Empty,
        Body = System.Text.Encoding.UTF8.GetBytes($"\"{text}\""),
    };

    private string Name(string suffix) => $"{_prefix}.{suffix}";

    private async Task<QueueDeclaration> DeclareAsync(string suffix, ExchangeDeclaration? exchange = null, string? key = null)
    {
        var name = Name(suffix);
        var queue = new QueueDeclaration
        {
            Name = name,
            Exchange = exchange ?? new ExchangeDeclaration { Name = name },
            RoutingKey = key ?? name,
        };
        await Broker.DeclareAsync(queue, Token);
        return queue;
    }

    private async Task PublishAsync(QueueDeclaration queue, params string[] texts)
    {
        foreach (var text in texts)
        {
            await Broker.PublishAsync("", queue.Name, Message(text), Token);
        }
    }

    private Task<IBrokerConsumer> ConsumeAsync(int prefetch, params QueueDeclaration[] queues) =>
        Broker.ConsumeAsync(new() { Queues = queues, Prefetch = prefetch }, Token);

    private async Task<Delivery> NextAsync(IBrokerConsumer consumer) => await consumer.Deliveries.ReadAsync(Token);

    private async Task<string> NextTextAsync(IBrokerConsumer consumer) => Text(await NextAsync(consumer)).Trim('"');
}
