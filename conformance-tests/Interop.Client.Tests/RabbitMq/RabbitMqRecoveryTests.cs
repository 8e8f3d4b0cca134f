using System.Collections.Concurrent;
using Interop.Client.Brokers;
using Interop.Client.Brokers.RabbitMq;
using Interop.Client.Configuration;
using Interop.Testing;
using Interop.Testing.Servers;

namespace Interop.Client.Tests.RabbitMq;

/// <summary>What happens when the broker, a connection, a channel or a queue goes; on a broker of this class's own.</summary>
public sealed class RabbitMqRecoveryTests : RabbitMqTestBase
{
    private const int Blocked = 1254;
    private const int Unblocked = 1255;
    private const int StaleDelivery = 1257;
    private const int ConsumerLost = 1259;
    private const int ConsumerResumed = 1260;
    private const int ConsumerCancelled = 1261;
    private const int ConsumerWaits = 1262;
    private const int AckTimedOut = 1268;
    private const string RestoreTimeouts =
        "application:set_env(rabbit, consumer_timeout, 1800000), application:set_env(rabbit, channel_tick_interval, 60000).";

    private static readonly Once<RabbitMqServer> OwnServer = new(() => RabbitMqServer.StartAsync());

    private RabbitMqServer _server = null!;

    public override async ValueTask InitializeAsync() => _server = await OwnServer.GetAsync();

    [Fact]
    public async Task Consumer_ResumesAndGetsTheUnsettledAgain_WhenTheBrokerRestarts()
    {
        var transport = Transport(_server.Url);
        var durable = Queue(QueueName);
        var transient = new QueueDeclaration { Name = QueueName + ".transient", Durable = false, AutoDelete = true };
        var consumer = await ConsumeAsync(transport, durable);
        var second = await ConsumeAsync(transport, transient);
        await transport.PublishAsync("", durable.Name, Message("kept"), Token);
        var stale = await NextAsync(consumer);

        await _server.StopAsync();
        await _server.StartAgainAsync(Token);

        var again = await NextAsync(consumer);
        Assert.Equal("kept", Text(again));
        Assert.True(again.Message.Properties.Redelivered);
        Assert.True(stale.IsStale);
        Assert.False(again.IsStale);
        await stale.AckAsync(Token);
        Assert.Contains(Logs.Entries, entry => entry.Id.Id == StaleDelivery);
        await again.AckAsync(Token);
        await Eventually.TrueAsync(() => Logs.Entries.Count(entry => entry.Id.Id == ConsumerResumed) == 2, Patience, cancellationToken: Token);
        await transport.PublishAsync("", transient.Name, Message("new"), Token);
        Assert.Equal(["new"], await DrainAsync(second, 1));
    }

    [Fact]
    public async Task PublishAsync_LosesNothing_WhenTheBrokerIsKilledInTheMiddle()
    {
        const int count = 3000;
        var transport = Transport(_server.Url);
        var queue = Queue(QueueName);
        await transport.DeclareAsync(queue, Token);
        var confirmed = new ConcurrentBag<int>();
        var half = new TaskCompletionSource();
        var publishing = Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Token }, async (i, token) =>
        {
            await transport.PublishAsync("", queue.Name, Message($"{i}"), token);
            confirmed.Add(i);
            if (confirmed.Count > 500)
            {
                half.TrySetResult();
            }
        });
        await half.Task.WaitAsync(Patience, Token);

        await _server.KillAsync();
        await _server.StartAgainAsync(Token);
        await publishing;

        var texts = new HashSet<string>(StringComparer.Ordinal);
        var consumer = await ConsumeAsync(transport, queue, prefetch: 100);
        while (texts.Count < count)
        {
            texts.UnionWith(await DrainAsync(consumer, 1));
        }

        Assert.Equal(count, confirmed.Count);
    }

    [Fact]
    public async Task PublishAsync_GivesUpAtItsDeadline_WhenTheBrokerIsDown()
    {
        var transport = Transport(_server.Url);
        await transport.ConnectAsync(Token);
        await _server.KillAsync();
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);

            var error = await Assert.ThrowsAsync<BrokerUnreachableException>(async () =>
                await transport.PublishAsync("", QueueName, Message("1"), deadline.Token));

            Assert.Contains("connection refused", error.Message, StringComparison.Ordinal);
            Assert.Contains($"127.0.0.1:{_server.Port}", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await _server.StartAgainAsync(Token);
        }
    }

    [Fact]
    public async Task PublishAsync_GivesUpAtItsDeadline_WhenTheBrokerIsFrozen()
    {
        var transport = Transport(_server.Url);
        await transport.DeclareAsync(Queue(QueueName), Token);
        await transport.PublishAsync("", QueueName, Message("1"), Token);
        _server.Pause();
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);

            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                await transport.PublishAsync("", QueueName, Message("2"), deadline.Token));
        }
        finally
        {
            _server.Continue();
        }

        await transport.PublishAsync("", QueueName, Message("3"), Token);
    }

    [Fact]
    public async Task PublishAsync_GivesUpAtItsDeadline_WhenTheSocketTakesNoMore()
    {
        var transport = Transport(_server.Url);
        await transport.DeclareAsync(Queue(QueueName), Token);
        await transport.PublishAsync("", QueueName, Message("1"), Token);
        var large = Message(new string('x', 100_000));
        _server.Pause();
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
            var publishing = Enumerable.Range(0, 400)
                .Select(_ => transport.PublishAsync("", QueueName, large, deadline.Token).AsTask()).ToList();

            // All end, also the one that was being written.
            await Task.WhenAll(publishing).ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Patience, Token);
            Assert.All(publishing, task => Assert.True(task.IsCanceled || task.Exception!.InnerException is BrokerUnreachableException));
        }
        finally
        {
            _server.Continue();
        }

        await transport.PublishAsync("", QueueName, Message("2"), Token);
    }

    [Fact]
    public async Task PublishAsync_SaysWhichAlarmBlocks_WhenTheBrokerHasNoResources()
    {
        var transport = Transport(_server.Url);
        await transport.DeclareAsync(Queue(QueueName), Token);
        await _server.ControlAsync("set_disk_free_limit", "1000000GB");
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);

            var error = await Assert.ThrowsAsync<BrokerUnreachableException>(async () =>
                await transport.PublishAsync("", QueueName, Message("1"), deadline.Token));

            Assert.Contains("blocks publishers: low on disk", error.Message, StringComparison.Ordinal);
            Assert.Contains(Logs.Entries, entry => entry.Id.Id == Blocked);
        }
        finally
        {
            await _server.ControlAsync("set_disk_free_limit", "1MB");
        }

        await Logs.WaitForAsync(entry => entry.Id.Id == Unblocked, Patience, Token);
        await transport.PublishAsync("", QueueName, Message("2"), Token);
    }

    [Fact]
    public async Task PublishAsync_GoesOn_WhenTheBrokerClosesTheConnection()
    {
        var transport = Transport(_server.Url);
        var queue = Queue(QueueName);
        var consumer = await ConsumeAsync(transport, queue);
        await transport.PublishAsync("", queue.Name, Message("1"), Token);
        Assert.Equal(["1"], await DrainAsync(consumer, 1));

        await _server.ControlAsync("close_all_connections", "test");

        await transport.PublishAsync("", queue.Name, Message("2"), Token);
        Assert.Equal(["2"], await DrainAsync(consumer, 1));
    }

    [Fact]
    public async Task SetPrefetch_StillCounts_WhenTheConnectionIsAnother()
    {
        var transport = Transport(_server.Url);
        var queue = Queue(QueueName);
        var consumer = await ConsumeAsync(transport, queue, prefetch: 1);
        await _server.ControlAsync("close_all_connections", "test");
        await Logs.WaitForAsync(entry => entry.Id.Id == ConsumerResumed, Patience, Token);
        await transport.PublishAsync("", queue.Name, Message("1"), Token);
        await transport.PublishAsync("", queue.Name, Message("2"), Token);
        Assert.Equal("1", Text(await NextAsync(consumer)));

        consumer.SetPrefetch(2);

        Assert.Equal("2", Text(await NextAsync(consumer)));
    }

    [Fact]
    public async Task Consumer_DeclaresTheQueueAgain_WhenItIsDeleted()
    {
        var transport = Transport(_server.Url);
        var queue = Queue(QueueName);
        var consumer = await ConsumeAsync(transport, queue);

        await transport.DeleteQueueAsync(queue.Name, Token);
        await Logs.WaitForAsync(entry => entry.Id.Id == ConsumerCancelled, cancellationToken: Token);
        await transport.DeclareAsync(queue, Token);
        await transport.PublishAsync("", queue.Name, Message("1"), Token);

        Assert.Equal(["1"], await DrainAsync(consumer, 1));
    }

    [Fact]
    public async Task Consumer_OpensANewChannel_WhenTheBrokerClosesItsOwn()
    {
        var transport = Transport(_server.Url);
        var queue = Queue(QueueName);
        var consumer = (RabbitMqConsumer)await ConsumeAsync(transport, queue);
        await transport.PublishAsync("", queue.Name, Message("1"), Token);
        var stale = await NextAsync(consumer);
        var acks = consumer.Session.Acks;

        // A tag the broker never gave: it answers PRECONDITION_FAILED and closes the channel.
        await acks.SettleAsync(acks.Add(999), Settlement.Ack, queue.Name);

        var again = await NextAsync(consumer);
        Assert.Equal("1", Text(again));
        Assert.True(stale.IsStale);
        await stale.AckAsync(Token);
        await again.AckAsync(Token);
        Assert.Contains(Logs.Messages, text => text.Contains("PRECONDITION_FAILED - unknown delivery tag 999", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Consumer_WaitsUntilTheQueueFits_WhenOthersDeclaredItOtherwise()
    {
        var transport = Transport(_server.Url);
        var other = Transport(_server.Url);
        var queue = Queue(QueueName);
        var consumer = (RabbitMqConsumer)await ConsumeAsync(transport, queue);
        await _server.ControlAsync("eval", $$"""
            Q = rabbit_misc:r(<<"/">>, queue, <<"{{QueueName}}">>),
            rabbit_amqqueue:with(Q, fun (X) -> rabbit_amqqueue:delete(X, false, false, <<"test">>) end),
            rabbit_amqqueue:declare(Q, true, false, [{<<"x-max-priority">>, signedint, 3}], none, <<"test">>), ok.
            """);

        var waits = await Logs.WaitForAsync(entry => entry.Id.Id == ConsumerWaits, Patience, Token);
        Assert.Contains("PRECONDITION_FAILED", waits.Message, StringComparison.Ordinal);
        await other.DeleteQueueAsync(QueueName, Token);
        await Logs.WaitForAsync(entry => entry.Id.Id == ConsumerResumed, Patience, Token);
        await other.PublishAsync("", QueueName, Message("1"), Token);

        Assert.Equal(["1"], await DrainAsync(consumer, 1));
    }

    [Fact]
    public async Task ConsumeAsync_WaitsForTheBroker_WhenItIsDownAtStart()
    {
        await _server.StopAsync();
        var transport = Transport(_server.Url, new CeleryOptions { BrokerConnectionTimeout = TimeSpan.FromSeconds(2) });
        var starting = ConsumeAsync(transport, Queue(QueueName));
        await Logs.WaitForAsync(entry => entry.Message.StartsWith("Cannot connect to", StringComparison.Ordinal), cancellationToken: Token);

        await _server.StartAgainAsync(Token);

        var consumer = await starting.WaitAsync(Patience, Token);
        await transport.PublishAsync("", QueueName, Message("1"), Token);
        Assert.Equal(["1"], await DrainAsync(consumer, 1));
    }

    [Fact]
    public async Task Consumer_NamesTheSetting_WhenADeliveryIsNotAcknowledgedInTime()
    {
        await _server.ControlAsync("eval", "application:set_env(rabbit, consumer_timeout, 500), application:set_env(rabbit, channel_tick_interval, 100).");
        try
        {
            var transport = Transport(_server.Url);
            var queue = Queue(QueueName);
            var consumer = await ConsumeAsync(transport, queue);
            await transport.PublishAsync("", queue.Name, Message("1"), Token);
            var late = await NextAsync(consumer);

            var entry = await Logs.WaitForAsync(entry => entry.Id.Id == AckTimedOut, Patience, Token);

            Assert.Contains("consumer_timeout of 0.5 s", entry.Message, StringComparison.Ordinal);
            await _server.ControlAsync("eval", RestoreTimeouts);
            var again = await NextAsync(consumer);
            Assert.Equal("1", Text(again));
            Assert.True(again.Message.Properties.Redelivered);
            Assert.True(late.IsStale);
        }
        finally
        {
            await _server.ControlAsync("eval", RestoreTimeouts);
        }
    }

    [Fact]
    public async Task Consumer_NoticesByHeartbeats_ThatTheBrokerIsFrozen()
    {
        var transport = Transport(_server.Url, new CeleryOptions { BrokerHeartbeat = TimeSpan.FromSeconds(1) });
        var queue = Queue(QueueName);
        var consumer = await ConsumeAsync(transport, queue);
        _server.Pause();
        try
        {
            await Logs.WaitForAsync(entry => entry.Id.Id == ConsumerLost, Patience, Token);
        }
        finally
        {
            _server.Continue();
        }

        await Logs.WaitForAsync(entry => entry.Id.Id == ConsumerResumed, Patience, Token);
        await transport.PublishAsync("", queue.Name, Message("1"), Token);
        Assert.Equal(["1"], await DrainAsync(consumer, 1));
    }

    [Fact]
    public async Task Consumer_GoesOnWithTheNextBroker_WhenItsOwnIsKilled()
    {
        var other = await RabbitMqServer.SharedAsync();
        var transport = Transport($"{_server.Url};{other.Url}");
        var queue = Queue(QueueName);
        var consumer = await ConsumeAsync(transport, queue);
        await transport.PublishAsync("", queue.Name, Message("first"), Token);
        Assert.Equal(["first"], await DrainAsync(consumer, 1));

        await _server.KillAsync();
        try
        {
            await Logs.WaitForAsync(entry => entry.Id.Id == ConsumerResumed, Patience, Token);
            await transport.PublishAsync("", queue.Name, Message("second"), Token);

            Assert.Equal(["second"], await DrainAsync(consumer, 1));
        }
        finally
        {
            await _server.StartAgainAsync(Token);
        }
    }
}
