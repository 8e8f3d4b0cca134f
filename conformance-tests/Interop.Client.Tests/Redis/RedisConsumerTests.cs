using Interop.Client.Brokers;
using Interop.Client.Brokers.Redis;
using Interop.Testing;

namespace Interop.Client.Tests.Redis;

public sealed class RedisConsumerTests(RedisServerFixture fixture) : RedisTest(fixture)
{
    [Fact]
    public async Task Consume_KeepsBooksLikeKombus_UntilTheAck()
    {
        RedisTransport transport = Open();
        await transport.PublishAsync("", "celery", Message("one"), Token);
        string envelope = Assert.Single(await ListAsync("celery"));
        IBrokerConsumer consumer = await ConsumeAsync(transport, 1, "celery");
        Delivery delivery = await NextAsync(consumer);

        Assert.Equal("one", Id(delivery));
        Assert.Equal("celery", delivery.Queue);
        Assert.Empty(await ListAsync("celery"));
        string tag = delivery.Message.Properties.DeliveryTag!;
        Assert.Equal($"[{envelope}, \"\", \"celery\"]", await AskAsync("HGET", "unacked", tag));
        double age = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0 - (await ReplyAsync("ZSCORE", "unacked_index", tag)).Double;
        Assert.InRange(age, -1, 60);

        await delivery.AckAsync(Token);
        Assert.Equal("0", await AskAsync("EXISTS", "unacked", "unacked_index"));
    }

    [Fact]
    public async Task Consume_WritesTheBooksByteForByte_AsKombuDoes()
    {
        var theirs = await PythonAsync("""
            q = Queue('celery', Exchange('celery'), 'celery')
            p = Producer(connection.default_channel)
            for headers in ({'id': 'a', 'n': 1.5, 'x': 'sch\u00f6n "\\'}, {'id': 'b', 'redelivered': True}):
                p.publish([1, {'k': None}], exchange='', routing_key='celery', headers=headers, priority=3)
            p.publish('text', exchange=q.exchange, routing_key='celery', declare=[q], serializer='raw', content_type='t/x')
            c = connection.default_channel.client
            lists = {k: [i.decode() for i in c.lrange(k, 0, -1)] for k in ('celery', 'celery\x06\x163')}
            for _ in range(3):
                connection.default_channel.basic_get('celery')
            books = sorted(v.decode() for v in c.hgetall('unacked').values())
            c.delete('unacked', 'unacked_index')
            for k, items in lists.items():
                c.rpush(k, *items)
            connection.default_channel.qos._delivered.clear()
            show(books)
            """);
        IBrokerConsumer consumer = await ConsumeAsync(Open(), 10, "celery");
        await NextAsync(consumer, 3);
        string[] ours = [.. (await ReplyAsync("HVALS", "unacked")).Items.Select(v => v.Text)];
        Assert.Equal(theirs!.AsArray().Select(v => (string)v!).Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Consume_TakesStepZeroOfAllQueuesFirst_AndServesQueuesInTurn()
    {
        RedisTransport transport = Open();
        foreach (int n in Enumerable.Range(1, 3))
        {
            foreach (string queue in new[] { "a", "b" })
            {
                await transport.PublishAsync("", queue, Message($"{queue}{n}-low", 9), Token);
                await transport.PublishAsync("", queue, Message($"{queue}{n}", 0), Token);
            }
        }

        IBrokerConsumer consumer = await ConsumeAsync(transport, 0, "a", "b");
        List<Delivery> all = await NextAsync(consumer, 12);
        Assert.Equal(
            ["a1", "b1", "a2", "b2", "a3", "b3", "a1-low", "b1-low", "a2-low", "b2-low", "a3-low", "b3-low"], all.Select(Id));
    }

    [Theory]
    [InlineData("sorted", "a1,a2,b1,b2")]
    [InlineData("priority", "b1,b2,a1,a2")]
    [InlineData("round_robin", "b1,a1,b2,a2")]
    public async Task Consume_FollowsTheQueueOrderStrategy(string strategy, string expected)
    {
        RedisTransport transport = Open(("queue_order_strategy", strategy));
        foreach (string id in new[] { "a1", "a2", "b1", "b2" })
        {
            await transport.PublishAsync("", id[..1], Message(id), Token);
        }

        IBrokerConsumer consumer = await ConsumeAsync(transport, 1, "b", "a");
        var order = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            Delivery delivery = await NextAsync(consumer);
            order.Add(Id(delivery));
            await delivery.AckAsync(Token);
        }

        Assert.Equal(expected, string.Join(',', order));
    }

    [Fact]
    public async Task Consume_TakesNoMoreThanThePrefetch_AndWakesUpForEachFreedSlot()
    {
        RedisTransport transport = Open();
        IBrokerConsumer consumer = await ConsumeAsync(transport, 3, "celery");
        for (int i = 0; i < 10; i++)
        {
            await transport.PublishAsync("", "celery", Message($"{i}"), Token);
        }

        List<Delivery> held = await NextAsync(consumer, 3);
        Assert.Equal(7, await transport.CountAsync("celery", Token));
        for (int i = 3; i < 10; i++)
        {
            // Two slots stay taken for good: the third alone has to be filled again and again.
            await held[^1].AckAsync(Token);
            held.Add(await NextAsync(consumer));
            Assert.Equal($"{i}", Id(held[^1]));
        }

        consumer.SetPrefetch(5);
        await transport.PublishAsync("", "celery", Message("more"), Token);
        Assert.Equal("more", Id(await NextAsync(consumer)));
        Assert.Equal("4", (await ReplyAsync("HLEN", "unacked")).Text);
    }

    [Fact]
    public async Task Consume_WakesUp_WhenPythonPublishesToAnEmptyQueue()
    {
        IBrokerConsumer consumer = await ConsumeAsync(Open(), 1, "celery", "other");
        Task<Delivery> waiting = NextAsync(consumer);
        await PythonAsync("""
            Producer(connection.default_channel).publish([[], {}, {}], exchange='', routing_key='other',
                headers={'id': 'python', 'task': 't'}, priority=7)
            show(1)
            """);
        Assert.Equal("python", Id(await waiting));
    }

    [Fact]
    public async Task Consume_PutsGarbageAside_AndGoesOn()
    {
        RedisTransport transport = Open();
        string[] garbage =
        [
            "not json", "", "[]", "{\"body\": 1}", "\"}}\"",
            """{"body": "", "properties": {"delivery_info": {"exchange": "", "routing_key": "celery"}}}""",
            """{"body": "", "properties": {"delivery_tag": "x", "delivery_info": {"exchange": ""}}}""",
            """{"body": "", "headers": {, "properties": { "delivery_info": {"exchange": "", "routing_key": "celery"}, "delivery_tag": "x"}}""",
        ];
        foreach (string item in garbage)
        {
            await AskAsync("LPUSH", "celery", item);
            await transport.PublishAsync("", "celery", Message("good"), Token);
        }

        IBrokerConsumer consumer = await ConsumeAsync(transport, 0, "celery");
        foreach (Delivery delivery in await NextAsync(consumer, garbage.Length))
        {
            Assert.Equal("good", Id(delivery));
            await delivery.AckAsync(Token);
        }

        Assert.Equal(garbage.Order(), (await ListAsync("_interop.quarantine.celery")).Order());
        Assert.Equal("0", await AskAsync("EXISTS", "unacked", "unacked_index"));
        Assert.Equal(garbage.Length, Log.Entries.Count(e => e.Id.Id == 1151));
    }

    [Fact]
    public async Task Consume_KeepsBoth_WhenTwoMessagesHaveOneTag()
    {
        RedisTransport transport = Open();
        await transport.PublishAsync("", "celery", Message("1"), Token);
        string envelope = Assert.Single(await ListAsync("celery"));
        for (int i = 2; i <= 4; i++)
        {
            await AskAsync("LPUSH", "celery", envelope.Replace("\"id\": \"1\"", $"\"id\": \"{i}\"", StringComparison.Ordinal));
        }

        IBrokerConsumer first = await ConsumeAsync(transport, 1, "celery");
        Delivery one = await NextAsync(first);
        IBrokerConsumer second = await ConsumeAsync(transport, 10, "celery");
        List<Delivery> others = await NextAsync(second, 3);
        Assert.Equal("4", await AskAsync("HLEN", "unacked"));
        await others[0].AckAsync(Token);
        await others[2].AckAsync(Token);
        Assert.Equal("2", await AskAsync("HLEN", "unacked"));
        Assert.Equal("2", await AskAsync("ZCARD", "unacked_index"));
        await others[1].RejectAsync(requeue: true, Token);
        await one.AckAsync(Token);
        await Eventually.GetAsync(() => AskAsync("HLEN", "unacked"), n => n == "1", what: "the requeued one alone");
    }

    [Fact]
    public async Task Reject_WithRequeue_GoesToTheTail_MarkedAsRedelivered()
    {
        RedisTransport transport = Open();
        IBrokerConsumer consumer = await ConsumeAsync(transport, 1, "celery");
        await transport.PublishAsync("", "celery", Message("again", 3), Token);
        Delivery delivery = await NextAsync(consumer);
        await transport.PublishAsync("", "celery", Message("other", 3), Token);
        await delivery.RejectAsync(requeue: true, Token);
        Delivery other = await NextAsync(consumer);
        Assert.Equal("other", Id(other));
        await other.RejectAsync(requeue: false, Token);
        Delivery again = await NextAsync(consumer);
        Assert.Equal("again", Id(again));
        Assert.True(again.Message.Properties.Redelivered);
        await again.AckAsync(Token);
        Assert.Equal("0", await AskAsync("EXISTS", "unacked", "unacked_index"));
    }

    [Fact]
    public async Task Dispose_GivesBackWhatIsNotSettled_InItsOldOrder_ForPythonToo()
    {
        RedisTransport transport = Open();
        for (int i = 0; i < 5; i++)
        {
            await transport.PublishAsync("", "celery", Message($"{i}"), Token);
        }

        IBrokerConsumer consumer = await ConsumeAsync(transport, 4, "celery");
        List<Delivery> held = await NextAsync(consumer, 4);
        await consumer.StopAsync(Token);
        await held[1].AckAsync(Token);
        await consumer.DisposeAsync();
        Assert.True(held[0].IsStale);
        await held[0].AckAsync(Token);
        var read = await PythonAsync("""
            got = []
            with connection.SimpleQueue('celery') as queue:
                while len(got) < 4:
                    m = queue.get(timeout=5); m.ack()
                    got.append([m.headers['id'], m.headers.get('redelivered', False), m.delivery_info.get('redelivered', False)])
            show(got)
            """);
        Assert.Equal(
            """[["0",true,true],["2",true,true],["3",true,true],["4",false,false]]""",
            read!.ToJsonString().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("0", await AskAsync("EXISTS", "unacked", "unacked_index"));
    }

    [Fact]
    public async Task Stop_LeavesDeliveriesUsable()
    {
        RedisTransport transport = Open();
        await transport.PublishAsync("", "celery", Message("1"), Token);
        IBrokerConsumer consumer = await ConsumeAsync(transport, 1, "celery");
        Delivery delivery = await NextAsync(consumer);
        await consumer.StopAsync(Token);
        Assert.True(consumer.Deliveries.Completion.IsCompleted);
        await delivery.AckAsync(Token);
        Assert.Equal("0", await AskAsync("EXISTS", "unacked", "unacked_index"));
    }

    [Fact]
    public async Task NoAck_LeavesNoBooks_AndAckEmulationOff_GivesBackWithoutThem()
    {
        RedisTransport transport = Open();
        await transport.PublishAsync("", "replies", Message("1"), Token);
        await using IBrokerConsumer replies = await transport.ConsumeAsync(
            new ConsumerOptions { Queues = [Queue("replies")], Prefetch = 1, NoAck = true }, Token);
        await NextAsync(replies);
        await transport.PublishAsync("", "replies", Message("2"), Token);
        Assert.Equal("2", Id(await NextAsync(replies)));

        RedisTransport plain = Open(("ack_emulation", "false"));
        await plain.PublishAsync("", "celery", Message("3"), Token);
        IBrokerConsumer consumer = await ConsumeAsync(plain, 5, "celery");
        await (await NextAsync(consumer)).RejectAsync(requeue: true, Token);
        Delivery again = await NextAsync(consumer);
        Assert.True(again.Message.Properties.Redelivered);
        Assert.Equal("0", await AskAsync("EXISTS", "unacked", "unacked_index"));
        await consumer.DisposeAsync();
        Assert.Equal(1, await plain.CountAsync("celery", Token));
    }

    [Fact]
    public async Task Options_ChangeAllKeys()
    {
        (string, string)[] options =
        [
            ("global_keyprefix", "p:"), ("sep", ":"), ("priority_steps", "0,5"), ("unacked_key", "u"), ("unacked_index_key", "ui"),
        ];
        RedisTransport transport = Open(options);
        await transport.PublishAsync("", "celery", Message("low", 7), Token);
        Assert.Single(await ListAsync("p:celery:5"));
        IBrokerConsumer consumer = await ConsumeAsync(transport, 1, "celery");
        Delivery delivery = await NextAsync(consumer);
        Assert.Equal("2", await AskAsync("EXISTS", "p:u", "p:ui"));
        await delivery.AckAsync(Token);
        Assert.Equal("0", await AskAsync("EXISTS", "p:u", "p:ui"));
    }
}
