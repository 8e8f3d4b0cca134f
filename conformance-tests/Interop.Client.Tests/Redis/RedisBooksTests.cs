using Interop.Client.Brokers;
using Interop.Client.Brokers.Redis;
using Interop.Client.Configuration;
using Interop.Client.Resp;
using Interop.Client.Tests.Resp;
using Interop.Testing;
using Interop.Testing.Servers;

namespace Interop.Client.Tests.Redis;

/// <summary>What becomes of messages whose worker is gone, and of those whose worker is only slow.</summary>
public sealed class RedisBooksTests(RedisServerFixture fixture) : RedisTest(fixture)
{
    private static readonly (string, string)[] Impatient = [("visibility_timeout", "1")];

    [Fact]
    public async Task Python_RestoresWhatWeHeld_WhenWeAreGone()
    {
        RedisTransport transport = Open();
        await HoldAndVanishAsync(transport, 4);
        var read = await PythonAsync("""
            time.sleep(1.1)
            channel = connection.default_channel
            channel.qos.restore_visible()
            got = []
            with connection.SimpleQueue('celery') as queue:
                while len(got) < 4:
                    m = queue.get(timeout=5); m.ack()
                    got.append([m.headers['id'], m.headers.get('redelivered', False)])
            show(got)
            """, """{"visibility_timeout": 1}""");
        Assert.Equal("""[["0",true],["1",true],["2",true],["3",true]]""", read!.ToJsonString());
        Assert.Equal("0", await AskAsync("EXISTS", "unacked", "unacked_index"));
    }

    [Fact]
    public async Task We_RestoreWhatPythonHeld_InItsOrder_MarkedAndInItsPriority()
    {
        await PythonAsync("""
            p = Producer(connection.default_channel)
            for i in range(4):
                p.publish([[], {}, {}], exchange='', routing_key='celery', headers={'id': str(i), 'task': 't'}, priority=3)
            for i in range(4):
                connection.default_channel.basic_get('celery')
            connection.default_channel.qos._delivered.clear()
            show(1)
            """);
        Assert.Equal("4", await AskAsync("HLEN", "unacked"));
        await AskAsync("HSET", "unacked", "bad", "[1, 2]");
        await AskAsync("ZADD", "unacked_index", "5", "bad");
        await AskAsync("ZADD", "unacked_index", "6", "nothing");
        IBrokerConsumer consumer = await ConsumeAsync(Open(Impatient), 0, "celery");
        List<Delivery> restored = await NextAsync(consumer, 4);
        Assert.Equal(["0", "1", "2", "3"], restored.Select(Id));
        Assert.All(restored, d => Assert.True(d.Message.Properties.Redelivered));
        Assert.All(restored, d => Assert.Equal(3, d.Message.Properties.Priority));
        Assert.Equal(["[1, 2]"], await ListAsync("_interop.quarantine.unacked"));
        await Eventually.GetAsync(() => AskAsync("EXISTS", "unacked_mutex"), held => held == "0", what: "the lock given back");
        Assert.Equal("4", await AskAsync("ZCARD", "unacked_index"));
    }

    [Fact]
    public async Task Restore_LeavesItToTheHolderOfTheLock()
    {
        await HoldAndVanishAsync(Open(), 1);
        await AskAsync("SET", "unacked_mutex", "somebody");
        RedisSession session = Keep(new RedisSession(Context(null, Impatient), BrokerUrl.ParseAll(Server.Url)));
        var restorer = new RedisRestorer(
            session.Client, session.Names, session.Settings, session.Books, new ShiftedTime(TimeSpan.FromMinutes(1)), session.Logger);
        Assert.Equal(0, await restorer.RestoreAsync(() => [], Token));
        Assert.Equal("somebody", await AskAsync("GET", "unacked_mutex"));
        await AskAsync("DEL", "unacked_mutex");
        Assert.Equal(1, await restorer.RestoreAsync(() => [], Token));
        Assert.Equal("0", await AskAsync("EXISTS", "unacked_mutex"));
    }

    [Fact]
    public async Task Restore_ComesWhenTheOldestMessageLapses_NotOnlyInItsUsualRound()
    {
        await HoldAndVanishAsync(Open(), 1);
        RedisSession session = Keep(new RedisSession(Context(null, ("visibility_timeout", "60")), BrokerUrl.ParseAll(Server.Url)));
        var time = new AskedTime(TimeSpan.FromSeconds(57));
        var restorer = new RedisRestorer(session.Client, session.Names, session.Settings, session.Books, time, session.Logger);
        using var stop = new CancellationTokenSource();

        Task rounds = restorer.RunAsync(() => [], stop.Token);
        TimeSpan wait = await time.Asked.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await stop.CancelAsync();
        await rounds;

        Assert.InRange(wait, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Restore_HonoursItsLimit_AndMovesThousands()
    {
        RedisTransport transport = Open();
        await HoldAndVanishAsync(transport, 1200);
        RedisSession session = Keep(new RedisSession(
            Context(null, [.. Impatient, ("unacked_restore_limit", "700")]), BrokerUrl.ParseAll(Server.Url)));
        var restorer = new RedisRestorer(
            session.Client, session.Names, session.Settings, session.Books, new ShiftedTime(TimeSpan.FromMinutes(1)), session.Logger);
        Assert.Equal(700, await restorer.RestoreAsync(() => [], Token));
        Assert.Equal(500, await restorer.RestoreAsync(() => [], Token));
        Assert.Equal(0, await restorer.RestoreAsync(() => [], Token));
        Assert.Equal(1200, await transport.CountAsync("celery", Token));
    }

    [Fact]
    public async Task Lease_IsRenewed_SoThatALongTaskIsNotTakenByAnother()
    {
        RedisTransport transport = Open(Impatient);
        IBrokerConsumer holder = await ConsumeAsync(transport, 3, "celery");
        for (int i = 0; i < 3; i++)
        {
            await transport.PublishAsync("", "celery", Message($"{i}"), Token);
        }

        List<Delivery> held = await NextAsync(holder, 3);
        string tag = held[0].Message.Properties.DeliveryTag!;
        double first = (await ReplyAsync("ZSCORE", "unacked_index", tag)).Double;
        IBrokerConsumer other = await ConsumeAsync(Open(Impatient), 10, "celery");
        await Eventually.GetAsync(
            async () => (await ReplyAsync("ZSCORE", "unacked_index", tag)).Double, score => score > first + 3, what: "three timeouts to pass");
        Assert.False(other.Deliveries.TryRead(out _));
        Assert.DoesNotContain(Log.Entries, e => e.Id.Id is 1152 or 1153);
        foreach (Delivery delivery in held)
        {
            Assert.False(delivery.IsStale);
            await delivery.AckAsync(Token);
        }

        Assert.Equal("0", await AskAsync("EXISTS", "unacked", "unacked_index"));
    }

    [Fact]
    public async Task Ack_DoesNotTouchTheNextHoldersEntry_WhenOursWasRestored()
    {
        RedisTransport transport = Open(Impatient);
        IBrokerConsumer slow = await ConsumeAsync(transport, 1, "celery");
        await transport.PublishAsync("", "celery", Message("1"), Token);
        Delivery ours = await NextAsync(slow);

        // What any restoring worker does, as if our clock had stood still.
        var read = await PythonAsync("""
            channel = connection.default_channel
            for tag in channel.client.hkeys('unacked'): channel.qos.restore_by_tag(tag.decode())
            m = channel.basic_get('celery'); channel.qos._delivered.clear()
            show([m.headers['id'], m.delivery_tag])
            """);
        Assert.Equal(ours.Message.Properties.DeliveryTag, (string?)read![1]);
        await Log.WaitForAsync(e => e.Id.Id == 1152, Patience, Token);
        Assert.True(ours.IsStale);
        await ours.AckAsync(Token);
        Assert.Equal("1", await AskAsync("HLEN", "unacked"));
        Assert.Equal("1", await AskAsync("ZCARD", "unacked_index"));
    }

    [Fact]
    public async Task Ack_ActsOnlyWhereTheScoreIsOurs_AlsoBeforeTheLossIsNoticed()
    {
        RedisTransport transport = Open();
        IBrokerConsumer consumer = await ConsumeAsync(transport, 2, "celery");
        await transport.PublishAsync("", "celery", Message("1"), Token);
        await transport.PublishAsync("", "celery", Message("2"), Token);
        List<Delivery> both = await NextAsync(consumer, 2);
        foreach (Delivery delivery in both)
        {
            await AskAsync("ZADD", "unacked_index", 1.5, delivery.Message.Properties.DeliveryTag!);
        }

        await both[0].AckAsync(Token);
        await both[1].RejectAsync(requeue: true, Token);
        Assert.Equal("2", await AskAsync("HLEN", "unacked"));
        Assert.Empty(await ListAsync("celery"));
        Assert.Equal(2, Log.Entries.Count(e => e.Id.Id == 1157));
    }

    [Fact]
    public async Task Acks_AreDone_AfterAFlushOfScripts_InManyBatches()
    {
        RedisTransport transport = Open();
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(
            i => transport.PublishAsync("", "celery", Message($"{i}"), Token).AsTask()));
        IBrokerConsumer consumer = await ConsumeAsync(transport, 0, "celery");
        List<Delivery> all = await NextAsync(consumer, 2000);
        Assert.Equal(2000, all.Select(Id).Distinct().Count());
        await AskAsync("SCRIPT", "FLUSH");
        await Task.WhenAll(all.Select(d => d.AckAsync(Token).AsTask()));
        Assert.Equal("0", await AskAsync("EXISTS", "unacked", "unacked_index"));
    }

    [Fact]
    public async Task Consume_LosesNothing_WhenTheServerIsKilledAndComesBack()
    {
        await using RedisServer server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var transport = new RedisTransport(Context(TimeSpan.FromMinutes(1)), BrokerUrl.ParseAll(server.Url));
        const int Count = 3000;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(
            i => transport.PublishAsync("", "celery", Message($"{i}"), Token).AsTask()));
        IBrokerConsumer consumer = await transport.ConsumeAsync(
            new ConsumerOptions { Queues = [Queue("celery")], Prefetch = 20 }, Token);
        var seen = new HashSet<string>();
        var acks = new List<Task>();
        int kills = 0;
        while (seen.Count < Count)
        {
            Delivery delivery = await NextAsync(consumer);
            seen.Add(Id(delivery));
            acks.Add(delivery.AckAsync(Token).AsTask());
            if (seen.Count > (kills + 1) * 900 && kills < 3)
            {
                kills++;
                await server.KillAsync();
                await server.StartAgainAsync();
            }
        }

        await Task.WhenAll(acks).WaitAsync(Patience, Token);
        await consumer.DisposeAsync();
        Assert.Equal(0, await transport.CountAsync("celery", Token));
        await using RespClient eyes = RespTestKit.Connect(server);
        Assert.Equal("Integer: 0", await eyes.AskAsync("ZCARD", "unacked_index"));
    }

    [Fact]
    public async Task Consume_PutsBackWhatAFrozenServerHandedOut()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using var publisher = new RedisTransport(Context(), BrokerUrl.ParseAll(server.Url));
        await using var transport = new RedisTransport(
            Context(null, ("socket_timeout", "0.5")), BrokerUrl.ParseAll(server.Url));
        await using IBrokerConsumer consumer = await transport.ConsumeAsync(
            new ConsumerOptions { Queues = [Queue("celery")], Prefetch = 4 }, Token);
        for (int round = 0; round < 3; round++)
        {
            server.Pause();
            Task publishing = publisher.PublishAsync("", "celery", Message($"{round}"), Token).AsTask();
            await Log.WaitForAsync(e => e.Message.Contains("gone", StringComparison.Ordinal), Patience, Token);
            server.Continue();
            await publishing.WaitAsync(Patience, Token);
            Delivery delivery = await NextAsync(consumer);
            Assert.Equal($"{round}", Id(delivery));
            await delivery.AckAsync(Token);
        }
    }

    [Fact]
    public async Task Consume_LosesNothing_WhenConnectionsAreCutAgainAndAgain()
    {
        const int Count = 1200;
        RedisTransport transport = Open();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(
            i => transport.PublishAsync("", "celery", Message($"{i}"), Token).AsTask()));
        var done = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        IBrokerConsumer[] consumers = [await ConsumeAsync(transport, 10, "celery"), await ConsumeAsync(Open(), 50, "celery")];
        Task[] workers = [.. consumers.Select(c => Task.Run(() => WorkAsync(c)))];
        while (done.Count < Count)
        {
            int before = done.Count;
            await Eventually.TrueAsync(() => done.Count >= Math.Min(Count, before + 200), Patience, "progress", Token);
            await AskAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }

        await stop.CancelAsync();
        await Task.WhenAll(workers);
        foreach (IBrokerConsumer consumer in consumers)
        {
            await consumer.DisposeAsync();
        }

        // Whatever was handed out twice is back in the queue; nothing is left in the books for an hour.
        Assert.Equal("0", await AskAsync("EXISTS", "unacked", "unacked_index"));
        Assert.Equal(Count, done.Count);

        async Task WorkAsync(IBrokerConsumer consumer)
        {
            try
            {
                await foreach (Delivery delivery in consumer.Deliveries.ReadAllAsync(stop.Token))
                {
                    bool isAgain = delivery.Message.Properties.Redelivered;
                    await (int.Parse(Id(delivery), System.Globalization.CultureInfo.InvariantCulture) % 7 == 0 && !isAgain
                        ? delivery.RejectAsync(requeue: true, Token)
                        : FinishAsync(delivery));
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The test has what it wanted.
            }
        }

        ValueTask FinishAsync(Delivery delivery)
        {
            done[Id(delivery)] = true;
            return delivery.AckAsync(Token);
        }
    }

    /// <summary>Takes messages and forgets them, as a killed worker does.</summary>
    private async Task HoldAndVanishAsync(RedisTransport publisher, int count)
    {
        await Task.WhenAll(Enumerable.Range(0, count).Select(
            i => publisher.PublishAsync("", "celery", Message($"{i}"), Token).AsTask()));
        var session = new RedisSession(Context(), BrokerUrl.ParseAll(Server.Url));
        var cycle = new RedisQueueCycle(["celery"], RedisQueueOrder.RoundRobin, session.Names);
        var fetcher = new RedisFetcher(session, cycle, new RedisScoreClock(TimeProvider.System, TimeSpan.FromHours(1)), hasBooks: true, keepsEnvelope: false);
        int taken = 0;
        while (taken < count)
        {
            taken += (await fetcher.FetchAsync(null!, Math.Min(100, count - taken), Token)).Deliveries.Count;
        }

        await session.DisposeAsync();
        Assert.Equal($"{count}", await AskAsync("HLEN", "unacked"));
    }

    private sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
    }

    /// <summary>Tells for how long it is first asked to wait.</summary>
    private sealed class AskedTime(TimeSpan shift) : TimeProvider
    {
        private readonly TaskCompletionSource<TimeSpan> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<TimeSpan> Asked => _asked.Task;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _asked.TrySetResult(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
