using System.Text.Json;
using Interop.Client;
using Interop.Client.Backends;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Client.Producing;
using Interop.Protocol.Results;
using Interop.Testing;
using Interop.Testing.Servers;
using StackExchange.Redis;

namespace Interop.Compliance.Tests.Redis;

/// <summary>Keys, types, members and times to live in Redis are those that kombu and Celery use, as an independent client sees them.</summary>
public sealed class RedisWitnessTests : IAsyncLifetime
{
    private const string Separator = "\u0006\u0016";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private RedisServer? _server;
    private RedisWitness? _witness;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RedisServer Server => _server!;

    private RedisWitness Witness => _witness!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _witness = await RedisWitness.ConnectAsync(_server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        _witness?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Publish_LeavesAListAndItsBinding()
    {
        await using var app = Open();

        await app.SendTaskAsync("t.add", [1, 2], options: new() { Queue = "q" }, cancellationToken: Cancellation);

        Assert.Equal(
            new Dictionary<string, RedisType> { ["q"] = RedisType.List, ["_kombu.binding.q"] = RedisType.Set }.OrderBy(key => key.Key),
            Witness.Keys.OrderBy(key => key.Key));
        Assert.Equal([(RedisValue)$"q{Separator}{Separator}q"], await Witness.Database.SetMembersAsync("_kombu.binding.q"));
        Assert.Null(await Witness.Database.KeyTimeToLiveAsync("q"));
        var envelope = Json(Assert.Single(await Witness.Database.ListRangeAsync("q")));
        Assert.Equal(["body", "content-encoding", "content-type", "headers", "properties"], Names(envelope));
        Assert.Equal("q", envelope.GetProperty("properties").GetProperty("delivery_info").GetProperty("routing_key").GetString());
    }

    [Theory]
    [InlineData(0, "q")]
    [InlineData(2, "q")]
    [InlineData(3, "q" + Separator + "3")]
    [InlineData(8, "q" + Separator + "6")]
    [InlineData(9, "q" + Separator + "9")]
    [InlineData(200, "q" + Separator + "9")]
    public async Task Publish_GoesToTheListOfItsPriorityStep(int priority, string key)
    {
        await using var app = Open();

        await app.SendTaskAsync("t.add", [1, 2], options: new() { Queue = "q", Priority = priority }, cancellationToken: Cancellation);

        Assert.Equal(1, await Witness.Database.ListLengthAsync(key));
        Assert.Equal(2, Witness.Keys.Count);
    }

    [Fact]
    public async Task Publish_PutsTheNewestToTheLeft()
    {
        await using var app = Open();

        await app.SendTaskAsync("t.add", options: new() { Queue = "q", TaskId = "first" }, cancellationToken: Cancellation);
        await app.SendTaskAsync("t.add", options: new() { Queue = "q", TaskId = "second" }, cancellationToken: Cancellation);

        Assert.Equal(["second", "first"], (await Witness.Database.ListRangeAsync("q")).Select(
            item => Json(item).GetProperty("headers").GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Prefix_StandsInFrontOfEveryKey_ButNotInMembersOrBodies()
    {
        await using var app = Open(("global_keyprefix", "pre:"));

        await app.SendTaskAsync("t.add", [1, 2], options: new() { Queue = "q", Priority = 9 }, cancellationToken: Cancellation);

        Assert.Equal(["pre:_kombu.binding.q", $"pre:q{Separator}9"], Witness.Keys.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([(RedisValue)$"q{Separator}{Separator}q"], await Witness.Database.SetMembersAsync("pre:_kombu.binding.q"));
        Assert.DoesNotContain("pre:", (string)(await Witness.Database.ListRangeAsync($"pre:q{Separator}9"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delivery_IsInTheBooks_UntilItIsAcknowledged()
    {
        await using var app = Open();
        await app.SendTaskAsync("t.add", [1, 2], options: new() { Queue = "q" }, cancellationToken: Cancellation);
        var envelope = Json((await Witness.Database.ListRangeAsync("q"))[0]);
        var tag = envelope.GetProperty("properties").GetProperty("delivery_tag").GetString()!;
        await using var consumer = await app.Broker.ConsumeAsync(Options(app), Cancellation);

        var delivery = await ReadAsync(consumer);

        Assert.False(await Witness.Database.KeyExistsAsync("q"));
        Assert.Equal((RedisType.Hash, RedisType.SortedSet), (Witness.Keys["unacked"], Witness.Keys["unacked_index"]));
        var book = Assert.Single(await Witness.Database.HashGetAllAsync("unacked"));
        Assert.Equal(tag, (string)book.Name);
        var entry = Json(book.Value);
        Assert.Equal(envelope.GetRawText(), entry[0].GetRawText());
        Assert.Equal(("", "q"), (entry[1].GetString(), entry[2].GetString()));
        var index = Assert.Single(await Witness.Database.SortedSetRangeByRankWithScoresAsync("unacked_index"));
        Assert.Equal(tag, (string)index.Element);
        Assert.InRange(index.Score, Now() - 60, Now() + 1);
        Assert.Null(await Witness.Database.KeyTimeToLiveAsync("unacked"));

        await delivery.AckAsync(Cancellation);
        await Eventually.TrueAsync(
            () => !Witness.Keys.ContainsKey("unacked") && !Witness.Keys.ContainsKey("unacked_index"), Deadline, "empty books", Cancellation);
        Assert.Equal(["_kombu.binding.q"], Witness.Keys.Keys);
    }

    [Fact]
    public async Task Requeue_MarksTheMessage_AndPutsItToTheLeft()
    {
        await using var app = Open();
        await app.SendTaskAsync("t.add", options: new() { Queue = "q", TaskId = "one" }, cancellationToken: Cancellation);
        await app.SendTaskAsync("t.add", options: new() { Queue = "q", TaskId = "two" }, cancellationToken: Cancellation);
        await using var consumer = await app.Broker.ConsumeAsync(Options(app) with { Prefetch = 1 }, Cancellation);
        var delivery = await ReadAsync(consumer);
        await consumer.StopAsync(Cancellation);

        await delivery.RejectAsync(requeue: true, Cancellation);

        var items = await Eventually.GetAsync(
            () => Witness.Database.ListRangeAsync("q"), list => list.Length == 2, Deadline, "two messages", Cancellation);
        var returned = Json(items[0]);
        Assert.Equal("one", returned.GetProperty("headers").GetProperty("id").GetString());
        Assert.True(returned.GetProperty("headers").GetProperty("redelivered").GetBoolean());
        Assert.True(returned.GetProperty("properties").GetProperty("delivery_info").GetProperty("redelivered").GetBoolean());
        Assert.False(Witness.Keys.ContainsKey("unacked"));
    }

    [Fact]
    public async Task Close_ReturnsWhatIsUnacknowledged()
    {
        await using (var app = Open())
        {
            for (var number = 0; number < 3; number++)
            {
                await app.SendTaskAsync("t.add", options: new() { Queue = "q" }, cancellationToken: Cancellation);
            }

            await using var consumer = await app.Broker.ConsumeAsync(Options(app), Cancellation);
            await ReadAsync(consumer);
        }

        Assert.Equal(["_kombu.binding.q", "q"], Witness.Keys.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(3, await Witness.Database.ListLengthAsync("q"));
    }

    [Theory]
    [InlineData(86_400)]
    [InlineData(60)]
    [InlineData(null)]
    public async Task Result_IsAStringWithItsTimeToLive_AndIsPublishedOnItsOwnName(int? expires)
    {
        const string Key = "celery-task-meta-abc";
        var published = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Witness.Subscriber.SubscribeAsync(Key, (_, value) => published.TrySetResult(value));
        await using var app = Open(expires: expires is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

        await app.Backend.StoreAsync(
            new() { TaskId = "abc", Status = TaskState.Success, ResultJson = "5"u8.ToArray() }, new ResultRoute(null, "abc"), Cancellation);

        Assert.Equal([KeyValuePair.Create(Key, RedisType.String)], Witness.Keys);
        string stored = await Witness.Database.StringGetAsync(Key);
        Assert.Equal(["status", "result", "traceback", "children", "date_done", "task_id"], Names(Json(stored)));
        Assert.Equal(stored, await published.Task.WaitAsync(Deadline, Cancellation));
        var left = await Witness.Database.KeyTimeToLiveAsync(Key);
        Assert.Equal(expires is null, left is null);
        Assert.True(left is null || (left.Value.TotalSeconds <= expires && left.Value.TotalSeconds > expires - 50));
    }

    [Fact]
    public async Task Result_IsNotOverwritten_WhenItIsSuccess()
    {
        await using var app = Open();
        var route = new ResultRoute(null, "abc");
        await app.Backend.StoreAsync(new() { TaskId = "abc", Status = TaskState.Success, ResultJson = "5"u8.ToArray() }, route, Cancellation);

        await app.Backend.StoreAsync(new() { TaskId = "abc", Status = new("PROGRESS"), ResultJson = "6"u8.ToArray() }, route, Cancellation);

        Assert.Equal(5, Json(await Witness.Database.StringGetAsync("celery-task-meta-abc")).GetProperty("result").GetInt32());
    }

    [Fact]
    public async Task Forget_LeavesNothing()
    {
        await using var app = Open();
        await app.Backend.StoreAsync(
            new() { TaskId = "abc", Status = TaskState.Success }, new ResultRoute(null, "abc"), Cancellation);

        await app.Result("abc").ForgetAsync(Cancellation);

        Assert.Empty(Witness.Keys);
    }

    [Fact]
    public async Task Revoke_IsPublishedToThePidboxOfTheDatabase()
    {
        var published = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Witness.Subscriber.SubscribeAsync("/0.celery.pidbox", (_, value) => published.TrySetResult(value));
        await using var app = Open();

        await app.Result("abc").RevokeAsync(cancellationToken: Cancellation);

        var envelope = Json(await published.Task.WaitAsync(Deadline, Cancellation));
        var body = JsonDocument.Parse(envelope.GetProperty("body").GetBytesFromBase64()).RootElement;
        Assert.Equal("revoke", body.GetProperty("method").GetString());
        Assert.Contains("abc", body.GetProperty("arguments").GetRawText(), StringComparison.Ordinal);
    }

    private CeleryApp Open((string Name, string Value)? option = null, TimeSpan? expires = default) => CeleryApp.Create(new()
    {
        BrokerUrl = Server.Url,
        ResultBackend = Server.Url,
        ResultExpires = expires,
        BrokerTransportOptions = option is { } given
            ? new TransportOptions(new Dictionary<string, string> { [given.Name] = given.Value })
            : TransportOptions.Empty,
    });

    private static ConsumerOptions Options(CeleryApp app) => new() { Queues = [app.Router.Queue("q")], Prefetch = 10 };

    private static Task<Delivery> ReadAsync(IBrokerConsumer consumer)
        => consumer.Deliveries.ReadAsync(Cancellation).AsTask().WaitAsync(Deadline, Cancellation);

    private static double Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private static JsonElement Json(RedisValue value) => JsonDocument.Parse((string)value).RootElement;

    private static IEnumerable<string> Names(JsonElement map) => map.EnumerateObject().Select(property => property.Name);
}
