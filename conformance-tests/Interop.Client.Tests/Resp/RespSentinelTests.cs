using Interop.Client.Resp;
using Interop.Testing.Servers;
using static Interop.Client.Tests.Resp.RespTestKit;

namespace Interop.Client.Tests.Resp;

public sealed class RespSentinelTests
{
    private const string MasterName = "mymaster";

    [Fact]
    public async Task Sentinel_LeadsToTheNewMaster_AfterAFailover()
    {
        await using var master = await RedisServer.StartAsync(
            "--requirepass", "pw", "--masterauth", "pw", "--repl-diskless-sync-delay", "0");
        await using var replica = await RedisServer.StartAsync(
            "--requirepass", "pw", "--masterauth", "pw", "--replicaof", $"127.0.0.1 {master.Port}");
        await using var sentinel = await StartSentinelAsync(master.Port);
        await using var watch = Connect(sentinel);
        await EventuallyAsync(async () =>
            (await watch.ExecuteAsync("SENTINEL", ["replicas", MasterName], Token)).Items.Length == 1);

        await using var client = Connect(BySentinel(sentinel.Port) with { Password = "pw" });
        await client.AskAsync("SET", "before", "1");
        Assert.Contains($"tcp_port:{master.Port}\r", await ServerInfoAsync(client), StringComparison.Ordinal);
        Assert.Equal("Integer: 1", await client.AskAsync("WAIT", 1, 15_000));
        await master.KillAsync();

        Assert.Equal("Bulk: 1", await client.AskAsync("GET", "before"));
        Assert.Contains($"tcp_port:{replica.Port}\r", await ServerInfoAsync(client), StringComparison.Ordinal);
        Assert.Equal("SimpleString: OK", await client.AskAsync("SET", "after", "2"));
    }

    [Fact]
    public async Task Sentinel_IsNamed_WhenItDoesNotKnowTheMaster()
    {
        await using var sentinel = await StartSentinelAsync(RedisServer.FreePort());
        RespOptions options = BySentinel(sentinel.Port) with { CommandTimeout = TimeSpan.FromMilliseconds(500) };
        await using var client = Connect(options with { Sentinel = options.Sentinel! with { MasterName = "unknown" } });
        var error = await FailsAsync<RespConnectionException>(() => client.AskAsync("PING"));
        Assert.Contains($"Sentinel 127.0.0.1:{sentinel.Port} does not know 'unknown'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sentinel_IsNotBelieved_WhenTheServerItNamesIsAReplica()
    {
        await using var master = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {master.Port}");
        await using var sentinel = new FakeRedisServer(async peer =>
        {
            await peer.LogInAsync();
            Assert.Equal($"SENTINEL get-master-addr-by-name {MasterName}", await peer.ReadAsync());
            string port = $"{(peer.Number < 3 ? replica.Port : master.Port)}";
            await peer.SendAsync($"*2\r\n$9\r\n127.0.0.1\r\n${port.Length}\r\n{port}\r\n");
        });
        await using var client = Connect(BySentinel(sentinel.Port));
        Assert.Contains($"tcp_port:{master.Port}\r", await ServerInfoAsync(client), StringComparison.Ordinal);
        Assert.Equal(3, sentinel.Connections);
    }

    private static RespOptions BySentinel(int port) => Options(0) with
    {
        Sentinel = new RespSentinelOptions
        {
            Endpoints = [new RespEndpoint("127.0.0.1", RedisServer.FreePort()), new RespEndpoint("127.0.0.1", port)],
            MasterName = MasterName,
        },
    };

    private static async Task<string> ServerInfoAsync(RespClient client) =>
        (await client.ExecuteAsync("INFO", ["server"], Token).AsTask().WaitAsync(Patience, Token)).Text;

    private static Task<RedisServer> StartSentinelAsync(int masterPort) => RedisServer.StartSentinelAsync(
        MasterName,
        masterPort,
        $"sentinel auth-pass {MasterName} pw",
        $"sentinel down-after-milliseconds {MasterName} 300",
        $"sentinel failover-timeout {MasterName} 3000");
}
