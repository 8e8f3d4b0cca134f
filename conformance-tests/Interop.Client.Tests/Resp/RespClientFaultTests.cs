using Interop.Client.Resp;
using Interop.Testing.Servers;
using static Interop.Client.Tests.Resp.RespTestKit;

namespace Interop.Client.Tests.Resp;

public sealed class RespClientFaultTests
{
    [Fact]
    public async Task Execute_WaitsForTheServer_AndGoesOnAfterARestart()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var client = Connect(server);
        await client.AskAsync("SET", "k", "kept");
        await server.KillAsync();
        await EventuallyAsync(() => Task.FromResult(!client.IsConnected));
        Task<string> waiting = client.AskAsync("GET", "k");
        await server.StartAgainAsync();
        Assert.Equal("Bulk: kept", await waiting);
        Assert.Equal(2, client.Generation);
    }

    [Fact]
    public async Task Execute_SaysWhoRefusedAndWhy_WhenTheServerStaysAway()
    {
        int port = RedisServer.FreePort();
        await using var client = Connect(Options(port) with { CommandTimeout = TimeSpan.FromMilliseconds(200) });
        var error = await FailsAsync<RespConnectionException>(() => client.AskAsync("PING"));
        Assert.False(error.MayHaveExecuted);
        Assert.True(error.IsTransient);
        Assert.Equal($"127.0.0.1:{port}", error.Endpoint);
        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_TriesTheNextEndpoint_WhenTheFirstIsDown()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(Options(server.Port) with
        {
            Endpoints = [new RespEndpoint("127.0.0.1", RedisServer.FreePort()), new RespEndpoint("127.0.0.1", server.Port)],
        });
        Assert.Equal("SimpleString: PONG", await client.AskAsync("PING"));
    }

    [Fact]
    public async Task Execute_TimesOutAndReconnects_WhenTheServerIsFrozen()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(Options(server.Port) with { CommandTimeout = TimeSpan.FromSeconds(1) });
        await client.AskAsync("PING");
        server.Pause();
        Task<string> first = client.AskAsync("LPUSH", "list", "x");
        var error = await FailsAsync<RespTimeoutException>(() => first);
        Assert.Equal("LPUSH", error.Command);
        Assert.Equal($"127.0.0.1:{server.Port}", error.Endpoint);
        Assert.Equal(TimeSpan.FromSeconds(1), error.Waited);
        Assert.True(error.MayHaveExecuted);
        Assert.Contains("LPUSH", error.Message, StringComparison.Ordinal);
        server.Continue();
        await EventuallyAsync(() => Task.FromResult(client.IsConnected && client.Generation >= 2));
        Assert.Equal("Bulk: in step", await client.AskAsync("ECHO", "in step"));
    }

    [Fact]
    public async Task Execute_ReportsWhatWasSent_WhenTheConnectionIsCut()
    {
        await using var server = new FakeRedisServer(async peer =>
        {
            await peer.LogInAsync();
            if (peer.Number == 1)
            {
                Assert.Equal("INCR a", await peer.ReadAsync());
                await peer.SendAsync(":1\r\n");
                Assert.Equal("INCR b", await peer.ReadAsync());
                return;
            }

            Assert.Equal("INCR c", await peer.ReadAsync());
            await peer.SendAsync(":3\r\n");
            await peer.FreezeAsync();
        });
        await using var client = Connect(Options(server.Port));
        Assert.Equal("Integer: 1", await client.AskAsync("INCR", "a"));
        var error = await FailsAsync<RespConnectionException>(() => client.AskAsync("INCR", "b"));
        Assert.True(error.MayHaveExecuted);
        Assert.Contains("may have been executed", error.Message, StringComparison.Ordinal);

        // INCR b is not sent a second time: the script would see it.
        Assert.Equal("Integer: 3", await client.AskAsync("INCR", "c"));
        Assert.Equal(2, server.Connections);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("$3\r\nab")]
    [InlineData("$3\r\nabc\r")]
    [InlineData("*2\r\n:1\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("$99999999999\r\n")]
    public async Task Execute_FailsAndReconnects_WhenTheReplyIsCutOrGarbage(string reply)
    {
        await using var server = new FakeRedisServer(async peer =>
        {
            await peer.LogInAsync();
            await peer.ReadAsync();
            await peer.SendAsync(peer.Number == 1 ? reply : "+fine\r\n");
            if (peer.Number > 1)
            {
                await peer.FreezeAsync();
            }
        });
        await using var client = Connect(Options(server.Port));
        var error = await FailsAsync<RespConnectionException>(() => client.AskAsync("GET", "k"));
        Assert.True(error.MayHaveExecuted);
        Assert.Equal("SimpleString: fine", await client.AskAsync("GET", "k"));
    }

    [Fact]
    public async Task Execute_UnderstandsAReply_ThatComesByteByByte()
    {
        await using var server = new FakeRedisServer(async peer =>
        {
            await peer.LogInAsync();
            await peer.ReadAsync();
            foreach (char c in "*3\r\n$3\r\nabc\r\n$-1\r\n*1\r\n:12\r\n")
            {
                await peer.SendAsync(c.ToString());
            }

            await peer.FreezeAsync();
        });
        await using var client = Connect(Options(server.Port));
        Assert.Equal("Array[Bulk: abc, Null, Array[Integer: 12]]", await client.AskAsync("GET", "k"));
    }

    [Fact]
    public async Task Execute_DropsTheConnection_WhenAReplyComesUnasked()
    {
        await using var server = new FakeRedisServer(async peer =>
        {
            await peer.LogInAsync();
            await peer.ReadAsync();
            await peer.SendAsync(peer.Number == 1 ? "+one\r\n+two\r\n" : "+fine\r\n");
            await peer.FreezeAsync();
        });
        await using var client = Connect(Options(server.Port));
        Assert.Equal("SimpleString: one", await client.AskAsync("GET", "k"));
        await EventuallyAsync(() => Task.FromResult(client.Generation >= 2));
        Assert.Equal("SimpleString: fine", await client.AskAsync("GET", "k"));
    }

    [Fact]
    public async Task Execute_ReconnectsAfterReadOnly_SinceTheMasterIsElsewhereNow()
    {
        await using var server = new FakeRedisServer(async peer =>
        {
            await peer.LogInAsync();
            await peer.ReadAsync();
            await peer.SendAsync(
                peer.Number == 1 ? "-READONLY You can't write against a read only replica.\r\n" : "+OK\r\n");
            await peer.FreezeAsync();
        });
        await using var client = Connect(Options(server.Port));
        var error = await FailsAsync<RespServerException>(() => client.AskAsync("SET", "k", "v"));
        Assert.True(error.IsTransient);
        Assert.Equal("SimpleString: OK", await client.AskAsync("SET", "k", "v"));
        Assert.Equal(2, client.Generation);
    }

    [Fact]
    public async Task Connect_TriesAgain_WhileTheServerLoadsItsData()
    {
        await using var server = new FakeRedisServer(async peer =>
        {
            await peer.ReadAsync();
            await peer.SendAsync(peer.Number < 3 ? "-LOADING Redis is loading the dataset in memory\r\n" : "+PONG\r\n");
            await peer.ReadAsync();
            await peer.SendAsync(":1\r\n");
            await peer.FreezeAsync();
        });
        await using var client = Connect(Options(server.Port));
        Assert.Equal("Integer: 1", await client.AskAsync("INCR", "k"));
        Assert.Equal(3, server.Connections);
    }

    [Fact]
    public async Task Connect_GivesUp_WhenTheServerAcceptsAndSaysNothing()
    {
        await using var server = new FakeRedisServer(peer => peer.FreezeAsync());
        await using var client = Connect(Options(server.Port) with
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(100), CommandTimeout = TimeSpan.FromMilliseconds(500),
        });
        var error = await FailsAsync<RespConnectionException>(() => client.AskAsync("PING"));
        Assert.Contains("did not answer within 0.1 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthCheck_FindsADeadConnection_ThatNobodyUses()
    {
        await using var server = new FakeRedisServer(async peer =>
        {
            await peer.LogInAsync();
            await peer.ReadAsync();
            await peer.SendAsync(":1\r\n");
            if (peer.Number == 1)
            {
                Assert.Equal("PING", await peer.ReadAsync());
            }

            await peer.FreezeAsync();
        });
        await using var client = Connect(Options(server.Port) with
        {
            HealthCheckInterval = TimeSpan.FromMilliseconds(50), CommandTimeout = TimeSpan.FromMilliseconds(300),
        });
        await client.AskAsync("INCR", "k");
        await EventuallyAsync(() => Task.FromResult(client.Generation >= 2));
    }

    [Fact]
    public async Task OnConnected_RunsFirst_OnEachConnection()
    {
        await using var server = new FakeRedisServer(async peer =>
        {
            await peer.LogInAsync();
            Assert.Equal("HELLO again", await peer.ReadAsync());
            await peer.SendAsync("+OK\r\n");
            await peer.ReadAsync();
            await peer.SendAsync($":{peer.Number}\r\n");
        });
        await using var client = Connect(Options(server.Port));
        client.OnConnected(async (connection, token) => await connection.ExecuteAsync("HELLO", ["again"], token));
        Assert.Equal("Integer: 1", await client.AskAsync("INCR", "k"));
        await EventuallyAsync(() => Task.FromResult(!client.IsConnected || client.Generation >= 2));
        Assert.Equal("Integer: 2", await client.AskAsync("INCR", "k"));
    }

    [Fact]
    public async Task Execute_NeverMixesUpReplies_WhenConnectionsBreakAndCallersCancel()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(Options(server.Port) with
        {
            MaxInFlight = 20, ReconnectDelay = TimeSpan.FromMilliseconds(1), ReconnectMaxDelay = TimeSpan.FromMilliseconds(5),
        });
        int answered = 0;
        async Task CallerAsync(int caller)
        {
            var random = new Random(caller);
            for (int i = 0; i < 300; i++)
            {
                using var cancel = new CancellationTokenSource();
                string text = $"{caller}/{i}/{new string('x', random.Next(3000))}";
                try
                {
                    Task<RespReply> echo = client.ExecuteAsync("ECHO", [text], cancel.Token).AsTask();
                    if (random.Next(4) == 0)
                    {
                        await cancel.CancelAsync();
                    }

                    Assert.Equal(text, (await echo).Text);
                    Interlocked.Increment(ref answered);
                }
                catch (Exception e) when (e is RespConnectionException or OperationCanceledException)
                {
                    // Both are fine here; a wrong or a missing reply is not.
                }
            }
        }

        Task all = Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => CallerAsync(i), Token)));
        while (!all.IsCompleted)
        {
            client.DropConnection("test");
            await client.AskAsync("PING").ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await all.WaitAsync(Patience, Token);
        Assert.InRange(answered, 1, 32 * 300);
        Assert.InRange(client.Generation, 2, long.MaxValue);
    }
}
