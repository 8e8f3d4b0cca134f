using Interop.Client.Resp;
using Interop.Testing.Servers;
using static Interop.Client.Tests.Resp.RespTestKit;

namespace Interop.Client.Tests.Resp;

public sealed class RespClientTests
{
    [Fact]
    public async Task Execute_ReturnsEachKindOfReply()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        Assert.Equal(0, client.Generation);
        Assert.Equal("SimpleString: OK", await client.AskAsync("SET", "k", "välue"));
        Assert.Equal("Bulk: välue", await client.AskAsync("GET", "k"));
        Assert.Equal("Null", await client.AskAsync("GET", "missing"));
        Assert.Equal("Integer: 2", await client.AskAsync("LPUSH", "l", 1, 2.5));
        Assert.Equal("Array[Bulk: 2.5, Bulk: 1]", await client.AskAsync("LRANGE", "l", 0, -1));
        var error = await FailsAsync<RespServerException>(() => client.AskAsync("INCR", "l"));
        Assert.Equal("WRONGTYPE", error.Code);
        Assert.False(error.IsTransient);
        Assert.Equal(1, client.Generation);
    }

    [Fact]
    public async Task Execute_GivesEachOfManyCallersTheirOwnReply()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(Options(server.Port) with { MaxInFlight = 50 });
        async Task CallerAsync(int caller)
        {
            for (int i = 0; i < 200; i++)
            {
                string text = $"{caller}/{i}/{new string('x', (caller * 97) + i)}";
                RespReply reply = await client.ExecuteAsync(
                    text,
                    static (writer, text) =>
                    {
                        writer.Command("ECHO"u8, 1);
                        writer.Bulk(text);
                    },
                    Token);
                Assert.Equal(text, reply.Text);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => CallerAsync(i), Token))).WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task Execute_KeepsTheOrderOfCalls_WhileConnectingAndWhenThePipelineIsFull()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(Options(server.Port) with { MaxInFlight = 3 });
        var pushes = new List<Task<string>>();
        for (int i = 0; i < 500; i++)
        {
            pushes.Add(client.AskAsync("RPUSH", "order", i));
        }

        await Task.WhenAll(pushes);
        RespReply order = await client.ExecuteAsync("LRANGE", ["order", 0, -1], Token);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (long)i), order.Items.Select(item => item.Integer));
    }

    [Fact]
    public async Task ExecuteBatch_ReturnsAllReplies_ErrorsAmongThem()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        RespReply[] replies = await client.ExecuteBatchAsync(
            "k",
            static (writer, key) =>
            {
                writer.Command("MULTI"u8, 0);
                writer.Command("SET"u8, 2);
                writer.Bulk(key);
                writer.Bulk("text");
                writer.Command("INCR"u8, 1);
                writer.Bulk(key);
                writer.Command("EXEC"u8, 0);
                writer.Command("NONSENSE"u8, 0);
            },
            Token);
        Assert.Equal(
            ["SimpleString: OK", "SimpleString: QUEUED", "SimpleString: QUEUED"],
            replies.Take(3).Select(RespParserTests.Describe));
        Assert.True(replies[3].Items[0].Is("OK"u8));
        Assert.True(replies[3].Items[1].IsError);
        Assert.True(replies[4].IsErrorCode("ERR"u8));
    }

    [Fact]
    public async Task Execute_HandsBackWhatTheDelegateThrows_AndSendsNothingOfIt()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        await client.AskAsync("PING");
        await FailsAsync<FormatException>(() => client.ExecuteAsync(
            0,
            static (writer, _) =>
            {
                writer.Command("SET"u8, 2);
                writer.Bulk("half");
                throw new FormatException();
            },
            Token).AsTask());
        await FailsAsync<InvalidOperationException>(() => client.ExecuteAsync(0, static (_, _) => { }, Token).AsTask());
        await FailsAsync<InvalidOperationException>(() => client.ExecuteAsync(
            0, static (writer, _) => writer.Command("GET"u8, 1), Token).AsTask());
        Assert.Equal("Integer: 0", await client.AskAsync("EXISTS", "half"));
    }

    [Fact]
    public async Task Execute_CarriesValuesLargerThanAnyBuffer()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        var value = new byte[20_000_000];
        new Random(3).NextBytes(value);
        await client.AskAsync("SET", "big", value);
        Assert.Equal(value, (await client.ExecuteAsync("GET", ["big"], Token)).Array);
    }

    [Fact]
    public async Task Execute_LetsTheCallerGo_WhenCancelledInFlight()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        await client.AskAsync("PING");
        server.Pause();
        using var cancel = new CancellationTokenSource();
        Task<RespReply> pending = client.ExecuteAsync("ECHO", ["a"], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await FailsAsync<OperationCanceledException>(() => pending);
        Task<string> next = client.AskAsync("ECHO", "b");
        server.Continue();
        Assert.Equal("Bulk: b", await next);
        Assert.Equal(1, client.Generation);
    }

    [Fact]
    public async Task Execute_DoesNotStall_WhenACallerBlocksItsContinuation()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        await client.AskAsync("PING");
        using var release = new ManualResetEventSlim();
        async Task BlockAsync()
        {
            await client.ExecuteAsync("ECHO", ["blocked"], Token);
            release.Wait(Token);
        }

        // Not called from here: where the reply is there at once, it is this method that would block.
        Task[] blocked = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(BlockAsync, Token))];
        try
        {
            Assert.Equal("Bulk: free", await client.AskAsync("ECHO", "free"));
        }
        finally
        {
            release.Set();
        }

        await Task.WhenAll(blocked);
    }

    [Fact]
    public async Task Blocking_ReturnsTheValue_AndClosesWhenCancelled()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        var options = Options(server.Port) with { CommandTimeout = TimeSpan.FromSeconds(1) };
        await using var blocking = new RespBlockingClient(
            options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, new Random(1));
        Task<RespReply> PopAsync(CancellationToken token) => blocking.ExecuteAsync(
            0,
            static (writer, _) =>
            {
                writer.Command("BRPOP"u8, 2);
                writer.Bulk("q");
                writer.Bulk(0);
            },
            TimeSpan.FromSeconds(60),
            token).AsTask();
        async Task<bool> IsBlockedAsync(int count) => (await client.ExecuteAsync("INFO", ["clients"], Token)).Text
            .Contains($"blocked_clients:{count}\r", StringComparison.Ordinal);

        Task<RespReply> pop = PopAsync(Token);
        await EventuallyAsync(() => IsBlockedAsync(1));
        await client.AskAsync("LPUSH", "q", "first");
        Assert.Equal("first", (await pop.WaitAsync(Patience, Token)).Items[1].Text);

        using var cancel = new CancellationTokenSource();
        pop = PopAsync(cancel.Token);
        await EventuallyAsync(() => IsBlockedAsync(1));
        await cancel.CancelAsync();
        await FailsAsync<OperationCanceledException>(() => pop);
        await EventuallyAsync(() => IsBlockedAsync(0));
        await client.AskAsync("LPUSH", "q", "second");
        Assert.Equal("second", (await PopAsync(Token).WaitAsync(Patience, Token)).Items[1].Text);
    }

    [Fact]
    public async Task Dispose_FailsWhatIsPending_AndCanBeRepeated()
    {
        await using var server = await RedisServer.StartAsync();
        var client = Connect(server);
        await client.AskAsync("PING");
        server.Pause();
        Task<RespReply>[] pending = [.. Enumerable.Range(0, 10).Select(_ => client.ExecuteAsync("PING", [], Token).AsTask())];
        await client.DisposeAsync();
        await client.DisposeAsync();
        foreach (Task<RespReply> task in pending)
        {
            await FailsAsync<ObjectDisposedException>(() => task);
        }

        await FailsAsync<ObjectDisposedException>(() => client.AskAsync("PING"));
        await Connect(server).DisposeAsync();
    }
}
