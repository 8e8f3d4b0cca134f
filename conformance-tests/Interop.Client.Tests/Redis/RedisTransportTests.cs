using Interop.Client.Brokers;
using Interop.Client.Brokers.Redis;
using Interop.Client.Configuration;
using Interop.Testing;
using Interop.Testing.Servers;

namespace Interop.Client.Tests.Redis;

public sealed class RedisTransportTests(RedisServerFixture fixture) : RedisTest(fixture)
{
    [Fact]
    public async Task Publish_WritesKombusEnvelope_ToTheListOfThePriority()
    {
        RedisTransport transport = Open();
        foreach (int priority in new[] { 0, 2, 3, 5, 9, 12, -1 })
        {
            await transport.PublishAsync("", "celery", Message($"p{priority}", priority), Token);
        }

        Assert.Equal(3, (await ListAsync("celery")).Length);
        Assert.Equal(2, (await ListAsync("celery\u0006\u00163")).Length);
        Assert.Equal(2, (await ListAsync("celery\u0006\u00169")).Length);
        Assert.Equal(7, await transport.CountAsync("celery", Token));
        string envelope = (await ListAsync("celery"))[^1];
        Assert.StartsWith("{\"body\": \"", envelope, StringComparison.Ordinal);
        Assert.Contains(
            "\"delivery_info\": {\"exchange\": \"\", \"routing_key\": \"celery\"}, \"priority\": 0, \"body_encoding\": \"base64\", "
            + "\"delivery_tag\": \"", envelope, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kombu_ReadsWhatWePublish()
    {
        RedisTransport transport = Open();
        await transport.PublishAsync("", "celery", Message("one"), Token);
        var read = await PythonAsync("""
            with connection.SimpleQueue('celery') as queue:
                m = queue.get(timeout=5)
                show([m.headers['id'], m.payload, m.properties['correlation_id'], m.delivery_info])
                m.ack()
            """);
        Assert.Equal("one", (string?)read![0]);
        Assert.Equal("one", (string?)read[1]![0]![0]);
        Assert.Equal("one", (string?)read[2]);
        Assert.Equal("""{"exchange":"","routing_key":"celery"}""", read[3]!.ToJsonString());
    }

    [Fact]
    public async Task Declare_WritesTheBindingsKombuWrites()
    {
        RedisTransport transport = Open(("global_keyprefix", "ours:"));
        QueueDeclaration topic = Queue("logs") with
        {
            Exchange = new ExchangeDeclaration { Name = "t", Type = "topic" }, RoutingKey = "a_b.*.#",
        };
        await transport.DeclareAsync(Queue("celery"), Token);
        await transport.DeclareAsync(topic, Token);
        await PythonAsync("""
            channel = connection.default_channel
            Queue('celery', Exchange('celery'), 'celery')(channel).declare()
            Queue('logs', Exchange('t', 'topic'), 'a_b.*.#')(channel).declare()
            show(1)
            """, """{"global_keyprefix": "theirs:"}""");
        foreach (string exchange in new[] { "celery", "t" })
        {
            Assert.Equal(
                (await ReplyAsync("SMEMBERS", $"theirs:_kombu.binding.{exchange}")).Items.Select(m => m.Text),
                (await ReplyAsync("SMEMBERS", $"ours:_kombu.binding.{exchange}")).Items.Select(m => m.Text));
        }
    }

    [Fact]
    public async Task Publish_FollowsBindings_OfPythonAndOfOurs()
    {
        await PythonAsync("""
            channel = connection.default_channel
            Queue('logs', Exchange('t', 'topic'), 'app.*.#')(channel).declare()
            Queue('direct', Exchange('d'), 'key')(channel).declare()
            show(1)
            """);
        RedisTransport transport = Open();
        await transport.DeclareAsync(new ExchangeDeclaration { Name = "t", Type = "topic" }, Token);
        await transport.DeclareAsync(Queue("all") with { Exchange = new() { Name = "t", Type = "topic" }, RoutingKey = "#" }, Token);
        await transport.PublishAsync("t", "app.x.y", Message("1"), Token);
        await transport.PublishAsync("t", "app", Message("2"), Token);
        await transport.PublishAsync("d", "key", Message("3"), Token);
        Assert.Equal(2, await transport.CountAsync("all", Token));
        Assert.Equal(1, await transport.CountAsync("logs", Token));
        Assert.Equal(1, await transport.CountAsync("direct", Token));
    }

    [Fact]
    public async Task Publish_LogsAndDrops_WhenNothingIsBound_OrUsesTheDeadLetterQueue()
    {
        RedisTransport transport = Open();
        await transport.PublishAsync("nowhere", "key", Message("1"), Token);
        Assert.Contains(Log.Entries, e => e.Id.Id == 1150);
        RedisTransport careful = Open(("deadletter_queue", "dead"));
        await careful.PublishAsync("nowhere", "key", Message("2"), Token);
        Assert.Equal(1, await careful.CountAsync("dead", Token));
    }

    [Fact]
    public async Task PurgeAndDelete_LeaveNothing()
    {
        RedisTransport transport = Open();
        await transport.DeclareAsync(Queue("celery"), Token);
        foreach (int priority in new[] { 0, 3, 9 })
        {
            await transport.PublishAsync("", "celery", Message("x", priority), Token);
        }

        Assert.Equal(3, await transport.PurgeAsync("celery", Token));
        Assert.Equal(0, await transport.CountAsync("celery", Token));
        await transport.PublishAsync("", "celery", Message("x", 3), Token);
        await transport.DeleteQueueAsync("celery", Token);
        Assert.Empty((await ReplyAsync("KEYS", "*")).Items);
    }

    [Fact]
    public async Task Publish_SaysWhichServerAndWhy_WhenNoneAnswersInTime()
    {
        int port = RedisServer.FreePort();
        await using var transport = new RedisTransport(
            Context(TimeSpan.FromSeconds(1)), BrokerUrl.ParseAll($"redis://:secret@127.0.0.1:{port}/0"));
        var error = await Assert.ThrowsAsync<BrokerUnreachableException>(
            () => transport.PublishAsync("", "celery", Message("1"), Token).AsTask().WaitAsync(Patience, Token));
        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);

        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var sooner = await Assert.ThrowsAsync<BrokerUnreachableException>(
            () => transport.PublishAsync("", "celery", Message("1"), deadline.Token).AsTask().WaitAsync(Patience, Token));
        Assert.Contains($"127.0.0.1:{port}", sooner.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WaitsOutARestart()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using var transport = new RedisTransport(Context(), BrokerUrl.ParseAll(server.Url));
        await transport.PublishAsync("", "celery", Message("before"), Token);
        await server.KillAsync();
        Task waiting = transport.PublishAsync("", "celery", Message("after"), Token).AsTask();
        await server.StartAgainAsync();
        await waiting.WaitAsync(Patience, Token);
        Assert.Equal(1, await transport.CountAsync("celery", Token));
    }

    [Fact]
    public async Task Publish_GoesToTheNextAddress_WhenTheFirstIsDead()
    {
        await using var transport = new RedisTransport(
            Context(), BrokerUrl.ParseAll($"redis://127.0.0.1:{RedisServer.FreePort()}/0;{Server.Url}"));
        await transport.ConnectAsync(Token).WaitAsync(Patience, Token);
        await transport.PublishAsync("", "celery", Message("1"), Token);
        Assert.Single(await ListAsync("celery"));
    }

    [Fact]
    public async Task Publish_SaysWhatTheServerSays_WhenItRefuses()
    {
        await AskAsync("SET", "celery", "no list");
        await Assert.ThrowsAsync<PublishRejectedException>(() => Open().PublishAsync("", "celery", Message("1"), Token).AsTask());
    }

    [Fact]
    public async Task Broadcasts_CrossBothWays()
    {
        QueueDeclaration ours = new()
        {
            Name = "ours", Exchange = new() { Name = "celery.pidbox", Type = "fanout", Durable = false }, AutoDelete = true,
        };
        RedisTransport transport = Open();
        await using IBrokerConsumer consumer = await transport.ConsumeAsync(
            new ConsumerOptions { Queues = [ours], NoAck = true }, Token);
        await transport.PublishAsync("celery.pidbox", "", Message("own"), Token);
        Assert.Equal("own", Id(await NextAsync(consumer)));

        Task<System.Text.Json.Nodes.JsonNode?> python = PythonAsync("""
            ex = Exchange('celery.pidbox', 'fanout', durable=False)
            got = []
            with connection.channel() as channel:
                with Consumer(channel, [Queue('theirs', ex, auto_delete=True)], no_ack=True,
                              callbacks=[lambda body, m: got.append(m.headers['id'])]):
                    try: connection.drain_events(timeout=0.2)  # subscribes
                    except socket.timeout: pass
                    Producer(channel, ex).publish([[], {}, {}], headers={'id': 'python', 'task': 't'}, declare=[ex])
                    while len(got) < 2: connection.drain_events(timeout=20)
            show(got)
            """);
        Assert.Equal("python", Id(await NextAsync(consumer)));
        await transport.PublishAsync("celery.pidbox", "", Message("to python"), Token);
        Assert.Equal(["python", "to python"], (await python)!.AsArray().Select(n => (string)n!));
        await consumer.DisposeAsync();
        Assert.DoesNotContain(
            (await ReplyAsync("SMEMBERS", "_kombu.binding.celery.pidbox")).Items, m => m.Text.Contains("ours", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bindings_AreMadeAgain_WhenTheServerComesBackEmpty()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using var transport = new RedisTransport(Context(), BrokerUrl.ParseAll(server.Url));
        await transport.DeclareAsync(Queue("celery"), Token);
        await server.KillAsync();
        await server.StartAgainAsync();
        await transport.PublishAsync("celery", "celery", Message("1"), Token);
        Assert.Equal(1, await transport.CountAsync("celery", Token));
    }
}
