using System.Text;
using System.Text.Json.Nodes;
using Interop.Client.Backends;
using Interop.Client.Backends.Redis;
using Interop.Client.Configuration;
using Interop.Client.Resp;
using Interop.Protocol.Results;
using Interop.Protocol.Text;
using Interop.Testing;
using Interop.Testing.Servers;

namespace Interop.Client.Tests.Redis;

public sealed class RedisResultBackendTests(RedisServerFixture fixture) : RedisTest(fixture)
{
    private const string Celery = """
        from celery import Celery
        app = Celery('t', broker='memory://', backend='{0}')
        """;

    [Fact]
    public async Task Store_WritesTheKeyAndPublishesTheSameBytes()
    {
        RedisResultBackend backend = OpenBackend();
        var published = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var subscriber = new RespSubscriber(Eyes.Options, TimeProvider.System, Log.CreateLogger("x"), new Random(1));
        await subscriber.SubscribeAsync(
            "celery-task-meta-one", m => published.TrySetResult(Encoding.UTF8.GetString(m.Payload.Span)), null, Token);
        await backend.StoreAsync(Meta("one", TaskState.Success, "5"), default, Token);
        string stored = await AskAsync("GET", "celery-task-meta-one");
        Assert.StartsWith("{\"status\": \"SUCCESS\", \"result\": 5, ", stored, StringComparison.Ordinal);
        Assert.Equal(stored, await published.Task.WaitAsync(Patience, Token));
        Assert.InRange((await ReplyAsync("TTL", "celery-task-meta-one")).Integer, 86_000, 86_400);
    }

    [Theory]
    [InlineData("""{"status": "SUCCESS", "result": 1, "task_id": "x"}""", false)]
    [InlineData("""{"result": 1, "task_id": "x", "status": "SUCCESS"}""", false)]
    [InlineData("""{"status":"SUCCESS","result":1}""", false)]
    [InlineData("""{"status": "FAILURE", "result": "SUCCESS", "task_id": "x"}""", true)]
    [InlineData("""{"result": {"status": "SUCCESS"}, "status": "STARTED"}""", true)]
    [InlineData("garbage", true)]
    [InlineData("[1]", true)]
    public async Task Store_OverwritesAnythingButSuccess(string old, bool overwritten)
    {
        await AskAsync("SET", "celery-task-meta-x", old);
        await OpenBackend().StoreAsync(Meta("x", TaskState.Revoked, "null"), default, Token);
        Assert.Equal(overwritten, await AskAsync("GET", "celery-task-meta-x") != old);
    }

    [Theory]
    [InlineData("pre", "pre_")]
    [InlineData("pre:", "pre:")]
    [InlineData("pre-", "pre-")]
    [InlineData("", "")]
    public async Task Store_UsesTheGlobalPrefix(string option, string prefix)
    {
        RedisResultBackend backend = OpenBackend(("global_keyprefix", option));
        await backend.StoreAsync(Meta("x", TaskState.Success, "1"), default, Token);
        Assert.Equal("1", await AskAsync("EXISTS", $"{prefix}celery-task-meta-x"));
        await backend.ForgetAsync("x", Token);
        Assert.Equal("0", await AskAsync("DBSIZE"));
    }

    [Fact]
    public async Task Results_CrossBothWays()
    {
        RedisResultBackend backend = OpenBackend();
        await backend.StoreAsync(Meta("ours", TaskState.Success, """[1, {"a": "é"}]"""), default, Token);
        JsonNode? read = await PythonAsync(Python("""
            app.backend.store_result('theirs', {'x': [1, None]}, 'SUCCESS')
            try: raise ValueError('bad', 42)
            except ValueError as e: app.backend.store_result('failed', e, 'FAILURE', traceback='tb')
            show(app.AsyncResult('ours').get(timeout=5))
            """));
        Assert.Equal("""[1,{"a":"é"}]""", JsonNode.Parse(read!.ToJsonString())!.ToJsonString(
            new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        ResultMeta? theirs = await backend.GetAsync("theirs", Token);
        Assert.Equal("""{"x": [1, null]}""", Encoding.UTF8.GetString(theirs!.ResultJson.Span));
        ResultMeta failed = await backend.WaitAsync("failed", null, Token);
        Assert.Equal("ValueError", failed.Error!.Type);
        Assert.Null(await backend.GetAsync("unknown", Token));
    }

    [Fact]
    public async Task Wait_IsToldByPython_AndSeesTheStatesOnTheWay()
    {
        RedisResultBackend backend = OpenBackend();
        var seen = new List<string>();
        await backend.StoreAsync(Meta("slow", TaskState.Started, "null"), default, Token);
        ValueTask<ResultMeta> waiting = backend.WaitAsync("slow", m => seen.Add(m.Status.Name), Token);
        await Eventually.TrueAsync(() => seen.Count == 1);
        await PythonAsync(Python("""
            app.backend.store_result('slow', {'done': 1}, 'PROGRESS')
            app.backend.store_result('slow', 7, 'SUCCESS')
            show(1)
            """));
        ResultMeta meta = await waiting.AsTask().WaitAsync(Patience, Token);
        Assert.Equal("7", Encoding.UTF8.GetString(meta.ResultJson.Span));
        Assert.Equal(["STARTED", "PROGRESS", "SUCCESS"], seen);
    }

    [Fact]
    public async Task Python_IsToldByUs()
    {
        Task<JsonNode?> python = PythonAsync(Python("""
            r = app.AsyncResult('pushed'); app.backend.result_consumer.consume_from('pushed')
            show(r.get(timeout=20))
            """));
        await Eventually.GetAsync(
            async () => (await ReplyAsync("PUBSUB", "CHANNELS")).Items.Length, n => n > 0, what: "Python's subscription");
        await OpenBackend().StoreAsync(Meta("pushed", TaskState.Success, "\"here\""), default, Token);
        Assert.Equal("here", (string?)await python);
    }

    [Fact]
    public async Task Wait_LeavesNoSubscription_WhenDoneOrCancelled()
    {
        RedisResultBackend backend = OpenBackend();
        using var stop = new CancellationTokenSource();
        Task[] waits = [.. Enumerable.Range(0, 50).Select(i => backend.WaitAsync($"{i % 25}", null, stop.Token).AsTask())];
        await Eventually.GetAsync(async () => (await ReplyAsync("PUBSUB", "CHANNELS")).Items.Length, n => n == 25);
        for (int i = 0; i < 20; i++)
        {
            await backend.StoreAsync(Meta($"{i}", TaskState.Success, "1"), default, Token);
        }

        await Eventually.TrueAsync(() => waits.Count(w => w.IsCompletedSuccessfully) == 40);
        await stop.CancelAsync();
        await Eventually.TrueAsync(() => waits.Count(w => w.IsCanceled) == 10);
        await Eventually.GetAsync(async () => (await ReplyAsync("PUBSUB", "CHANNELS")).Items.Length, n => n == 0);
    }

    [Fact]
    public async Task Wait_AndStore_SurviveARestart()
    {
        await using RedisServer server = await RedisServer.StartAsync("--appendonly", "yes");
        await using var backend = new RedisResultBackend(Context(), BrokerUrl.ParseAll(server.Url)[0]);
        ValueTask<ResultMeta> waiting = backend.WaitAsync("x", null, Token);
        await backend.StoreAsync(Meta("y", TaskState.Success, "1"), default, Token);
        await server.KillAsync();
        Task storing = backend.StoreAsync(Meta("x", TaskState.Success, "2"), default, Token).AsTask();
        await server.StartAgainAsync();
        await storing.WaitAsync(Patience, Token);
        Assert.Equal(TaskState.Success, (await waiting.AsTask().WaitAsync(Patience, Token)).Status);
    }

    [Fact]
    public async Task Store_AndGet_SayWhatIsWrong()
    {
        await AskAsync("SET", "celery-task-meta-bad", "garbage");
        var unreadable = await Assert.ThrowsAsync<ResultReadException>(() => OpenBackend().GetAsync("bad", Token).AsTask());
        Assert.Contains("celery-task-meta-bad", unreadable.Message, StringComparison.Ordinal);

        await AskAsync("LPUSH", "celery-task-meta-list", "x");
        var refused = await Assert.ThrowsAsync<ResultStoreException>(
            () => OpenBackend().StoreAsync(Meta("list", TaskState.Success, "1"), default, Token).AsTask());
        Assert.False(refused.IsTransient);

        await using var nobody = new RedisResultBackend(
            Context(TimeSpan.FromSeconds(1)), BrokerUrl.ParseAll($"redis://127.0.0.1:{RedisServer.FreePort()}")[0]);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var unreachable = await Assert.ThrowsAsync<ResultStoreException>(
            () => nobody.StoreAsync(Meta("x", TaskState.Success, "1"), default, deadline.Token).AsTask());
        Assert.True(unreachable.IsTransient);
    }

    [Fact]
    public async Task Store_ToleratesAFlushOfScripts_AndKeepsForEver_WhenThereIsNoExpiry()
    {
        ClientContext context = Context();
        context = context with { Options = context.Options with { ResultExpires = null } };
        await using var backend = new RedisResultBackend(context, BrokerUrl.ParseAll(Server.Url)[0]);
        await backend.StoreAsync(Meta("a", TaskState.Started, "1"), default, Token);
        await AskAsync("SCRIPT", "FLUSH");
        await backend.StoreAsync(Meta("a", TaskState.Success, "1"), default, Token);
        Assert.Equal("-1", await AskAsync("TTL", "celery-task-meta-a"));
    }

    private string Python(string code) =>
        Celery.Replace("{0}", Server.Url, StringComparison.Ordinal) + "\n" + code;

    private RedisResultBackend OpenBackend(params (string, string)[] options) =>
        Keep(new RedisResultBackend(Context(null, options), BrokerUrl.ParseAll(Server.Url)[0]));

    private static ResultMeta Meta(string id, TaskState state, string json) => new()
    {
        TaskId = id,
        Status = state,
        ResultJson = Encoding.UTF8.GetBytes(json),
        DateDone = state.IsReady ? IsoTimestamp.From(new DateTimeOffset(2026, 11, 21, 1, 22, 15, TimeSpan.Zero)) : null,
    };
}
