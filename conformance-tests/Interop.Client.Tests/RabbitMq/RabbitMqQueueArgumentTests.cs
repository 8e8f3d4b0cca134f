using Interop.Client.Brokers;
using Interop.Testing;

namespace Interop.Client.Tests.RabbitMq;

/// <summary>What RabbitMQ does with messages and queues by itself, where the arguments of a queue ask for it.</summary>
public sealed class RabbitMqQueueArgumentTests : RabbitMqTestBase
{
    [Fact]
    public async Task QuorumQueue_CountsDeliveries_AndSetsAMessageAsideAtItsLimit()
    {
        var transport = await SharedTransportAsync();
        var dead = await DeadLettersAsync(transport);
        var queue = Queue(QueueName, ("x-queue-type", "quorum"), ("x-delivery-limit", 2), ("x-dead-letter-exchange", ""),
            ("x-dead-letter-routing-key", dead.Name));
        await transport.DeclareAsync(queue, Token);
        await transport.PublishAsync("", QueueName, Message("poison"), Token);
        var consumer = await ConsumeAsync(transport, queue);

        var counts = new List<long?>();
        for (var time = 0; time < 3; time++)
        {
            var delivery = await NextAsync(consumer);
            counts.Add(delivery.Message.Headers.Extra?["x-delivery-count"]?.AsInt64());
            await delivery.RejectAsync(requeue: true, Token);
        }

        // The first delivery has no count before RabbitMQ 4.
        Assert.Equal<long?>([1, 2], counts.Skip(1));
        var set = await NextAsync(await ConsumeAsync(transport, dead));
        Assert.Equal("poison", Text(set));
        Assert.Equal("delivery_limit", set.Message.Headers.Extra!["x-first-death-reason"]!.Value.AsString());
    }

    [Fact]
    public async Task MessageTtl_SetsAMessageAside_ThatNobodyTakes()
    {
        var transport = await SharedTransportAsync();
        var dead = await DeadLettersAsync(transport);
        await transport.DeclareAsync(
            Queue(QueueName, ("x-message-ttl", 1), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", dead.Name)), Token);

        await transport.PublishAsync("", QueueName, Message("1"), Token);

        var delivery = await NextAsync(await ConsumeAsync(transport, dead));
        Assert.Equal("expired", delivery.Message.Headers.Extra!["x-first-death-reason"]!.Value.AsString());
    }

    [Fact]
    public async Task MaxLength_SetsTheOldestAside()
    {
        var transport = await SharedTransportAsync();
        var dead = await DeadLettersAsync(transport);
        await transport.DeclareAsync(
            Queue(QueueName, ("x-max-length", 1), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", dead.Name)), Token);

        await transport.PublishAsync("", QueueName, Message("old"), Token);
        await transport.PublishAsync("", QueueName, Message("new"), Token);

        Assert.Equal(["old"], await DrainAsync(await ConsumeAsync(transport, dead), 1));
        Assert.Equal(1, await transport.CountAsync(QueueName, Token));
    }

    [Fact]
    public async Task Expires_DeletesAQueue_ThatNobodyUses()
    {
        var transport = await SharedTransportAsync();
        await transport.DeclareAsync(Queue(QueueName, ("x-expires", 300)), Token);

        // With other arguments it can be declared only where there is none any more.
        await DeclaresAsync(Queue(QueueName));
    }

    [Fact]
    public async Task AutoDelete_DeletesAQueue_WithItsLastConsumer()
    {
        var transport = await SharedTransportAsync();
        var queue = Queue(QueueName) with { AutoDelete = true };
        var consumer = await ConsumeAsync(transport, queue);
        await consumer.DisposeAsync();

        await DeclaresAsync(queue with { AutoDelete = false });
    }

    private async Task<QueueDeclaration> DeadLettersAsync(IBrokerTransport transport)
    {
        var dead = Queue(QueueName + ".dead");
        await transport.DeclareAsync(dead, Token);
        return dead;
    }

    private async Task DeclaresAsync(QueueDeclaration queue)
    {
        var other = await SharedTransportAsync();
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                await other.DeclareAsync(queue, Token);
                return true;
            }
            catch (DeclarationRefusedException)
            {
                return false;
            }
        }, Patience, "the queue to be gone", Token);
    }
}
