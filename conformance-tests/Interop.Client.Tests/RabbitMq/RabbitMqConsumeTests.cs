using Interop.Client.Brokers;
using Interop.Testing;

namespace Interop.Client.Tests.RabbitMq;

public sealed class RabbitMqConsumeTests : RabbitMqTestBase
{
    [Fact]
    public async Task Deliveries_StopAtThePrefetch_UntilOneIsAcknowledged()
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName);
        await PublishAsync(transport, queue, 5);
        var consumer = await ConsumeAsync(transport, queue, prefetch: 2);
        var first = await NextAsync(consumer);
        await NextAsync(consumer);

        // Two are out; the other three wait at the broker.
        await Eventually.TrueAsync(async () => await transport.CountAsync(QueueName, Token) == 3, cancellationToken: Token);
        Assert.False(consumer.Deliveries.TryRead(out _));

        await first.AckAsync(Token);
        Assert.Equal("2", Text(await NextAsync(consumer)));
    }

    [Fact]
    public async Task SetPrefetch_LetsMoreIn_WhenItIsRaised()
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName);
        await PublishAsync(transport, queue, 4);
        var consumer = await ConsumeAsync(transport, queue, prefetch: 1);
        await NextAsync(consumer);

        consumer.SetPrefetch(2);
        consumer.SetPrefetch(3);

        await NextAsync(consumer);
        await NextAsync(consumer);
        await Eventually.TrueAsync(async () => await transport.CountAsync(QueueName, Token) == 1, cancellationToken: Token);
    }

    [Fact]
    public async Task SetPrefetch_LetsMoreIn_WhereThePrefetchIsThatOfEachConsumer()
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName, ("x-queue-type", "quorum"));
        await PublishAsync(transport, queue, 9);
        var consumer = await ConsumeAsync(transport, queue, prefetch: 2);
        List<Delivery> held = [await NextAsync(consumer), await NextAsync(consumer)];

        consumer.SetPrefetch(5);
        for (var more = 0; more < 4; more++)
        {
            held.Add(await NextAsync(consumer));
        }

        Assert.Equal(["0", "1", "2", "3", "4", "5"], held.Select(Text).Order(StringComparer.Ordinal));
        consumer.SetPrefetch(2);
        foreach (var delivery in held)
        {
            await delivery.AckAsync(Token);
        }

        Assert.Equal(["6", "7", "8"], [Text(await NextAsync(consumer)), Text(await NextAsync(consumer)), Text(await NextAsync(consumer))]);
    }

    [Fact]
    public async Task RejectAsync_BringsTheMessageBackMarked_WhenItIsRequeued()
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName);
        await PublishAsync(transport, queue, 1);
        var consumer = await ConsumeAsync(transport, queue);
        var first = await NextAsync(consumer);
        Assert.False(first.Message.Properties.Redelivered);

        await first.RejectAsync(requeue: true, Token);

        var second = await NextAsync(consumer);
        Assert.True(second.Message.Properties.Redelivered);
        Assert.Equal("0", Text(second));
    }

    [Fact]
    public async Task RejectAsync_SendsToTheDeadLetterExchange_WhenItIsNotRequeued()
    {
        var transport = await SharedTransportAsync();
        var dead = Queue(QueueName + ".dead");
        await transport.DeclareAsync(dead, Token);
        var queue = Queue(QueueName, ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", dead.Name));
        await PublishAsync(transport, queue, 1);

        await (await NextAsync(await ConsumeAsync(transport, queue))).RejectAsync(requeue: false, Token);

        var delivery = await NextAsync(await ConsumeAsync(transport, dead));
        Assert.Equal("0", Text(delivery));
        Assert.Equal(QueueName, delivery.Message.Headers.Extra!["x-first-death-queue"]!.Value.AsString());
        var death = delivery.Message.Headers.Extra!["x-death"]!.Value.AsItems()[0].AsMap();
        Assert.Equal(1, death["count"]!.Value.AsInt64());
    }

    [Fact]
    public async Task DisposeAsync_GivesBackWhatIsUnsettled()
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName);
        await PublishAsync(transport, queue, 3);
        await using (var consumer = await transport.ConsumeAsync(new ConsumerOptions { Queues = [queue], Prefetch = 10 }, Token))
        {
            await (await NextAsync(consumer)).AckAsync(Token);
            await NextAsync(consumer);
        }

        Assert.Equal(2, await transport.CountAsync(QueueName, Token));
    }

    [Fact]
    public async Task StopAsync_EndsTheDeliveries_AndLeavesThoseOutToBeSettled()
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName);
        await PublishAsync(transport, queue, 3);
        await using (var consumer = await transport.ConsumeAsync(new ConsumerOptions { Queues = [queue], Prefetch = 2 }, Token))
        {
            var first = await NextAsync(consumer);
            await consumer.StopAsync(Token);
            var rest = await consumer.Deliveries.ReadAllAsync(Token).ToListAsync(Token);

            await first.AckAsync(Token);
            Assert.Single(rest);
            await rest[0].AckAsync(Token);
            Assert.False(first.IsStale);
            Assert.Equal(1, await transport.CountAsync(QueueName, Token));
        }

        Assert.Equal(1, await transport.CountAsync(QueueName, Token));
    }

    [Fact]
    public async Task Deliveries_NeedNoSettling_WhenNoAckIsAsked()
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName);
        await PublishAsync(transport, queue, 3);
        await using (var consumer = await transport.ConsumeAsync(
            new ConsumerOptions { Queues = [queue], Prefetch = 1, NoAck = true }, Token))
        {
            Assert.Equal("0", Text(await NextAsync(consumer)));
            Assert.Equal("1", Text(await NextAsync(consumer)));
            Assert.Equal("2", Text(await NextAsync(consumer)));
        }

        Assert.Equal(0, await transport.CountAsync(QueueName, Token));
    }

    [Fact]
    public async Task Deliveries_AreAllSettled_WhenManyAcknowledgeInAnyOrder()
    {
        const int count = 2000;
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName);
        await PublishAtOnceAsync(transport, queue, count);
        await using (var consumer = await transport.ConsumeAsync(new ConsumerOptions { Queues = [queue], Prefetch = 50 }, Token))
        {
            var chance = new Random(7);
            var held = new List<Delivery>();
            var settling = new List<Task>();
            for (var received = 0; received < count; received++)
            {
                held.Add(await NextAsync(consumer));
                if (held.Count == 40 || received == count - 1)
                {
                    foreach (var delivery in held.OrderBy(_ => chance.Next()).ToList())
                    {
                        settling.Add(delivery.AckAsync(Token).AsTask());
                    }

                    held.Clear();
                }
            }

            await Task.WhenAll(settling);
            Assert.False(consumer.Deliveries.TryRead(out _));
        }

        Assert.Equal(0, await transport.CountAsync(QueueName, Token));
        Assert.DoesNotContain(Logs.Entries, entry => entry.Id.Id == 1259);
    }

    [Fact]
    public async Task ConsumeAsync_NamesTheQueueOfEachDelivery_WhenItHasSeveral()
    {
        var transport = await SharedTransportAsync();
        QueueDeclaration[] queues = [Queue(QueueName + ".a"), Queue(QueueName + ".b", ("x-queue-type", "quorum"))];
        foreach (var queue in queues)
        {
            await PublishAsync(transport, queue, 1);
        }

        var consumer = Own(await transport.ConsumeAsync(new ConsumerOptions { Queues = queues, Prefetch = 5 }, Token));

        var names = new[] { (await NextAsync(consumer)).Queue, (await NextAsync(consumer)).Queue };
        Assert.Equal(queues.Select(queue => queue.Name), names.Order());
    }

    /// <summary>One after the other: publishes under way at the same time may arrive in any order.</summary>
    private static async Task PublishAsync(IBrokerTransport transport, QueueDeclaration queue, int count)
    {
        await transport.DeclareAsync(queue, Token);
        for (var i = 0; i < count; i++)
        {
            await transport.PublishAsync("", queue.Name, Message($"{i}"), Token);
        }
    }

    private static async Task PublishAtOnceAsync(IBrokerTransport transport, QueueDeclaration queue, int count)
    {
        await transport.DeclareAsync(queue, Token);
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => transport.PublishAsync("", queue.Name, Message($"{i}"), Token).AsTask()));
    }
}
