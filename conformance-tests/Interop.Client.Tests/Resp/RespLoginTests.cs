using Interop.Client.Resp;
using Interop.Testing.Servers;
using static Interop.Client.Tests.Resp.RespTestKit;

namespace Interop.Client.Tests.Resp;

public sealed class RespLoginTests
{
    [Fact]
    public async Task Password_OpensTheServer_WithoutAUser()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "s3cret word");
        await using var client = Connect(Options(server.Port) with { Password = "s3cret word" });
        Assert.Equal("SimpleString: PONG", await client.AskAsync("PING"));
    }

    [Theory]
    [InlineData(null, "wrong-secret")]
    [InlineData("nobody", "wrong-secret")]
    [InlineData(null, null)]
    public async Task Password_IsNamedAsTheReason_AtOnce(string? user, string? password)
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "s3cret");
        await using var client = Connect(Options(server.Port) with { User = user, Password = password });
        var error = await FailsAsync<RespConnectionException>(() => client.AskAsync("PING"));
        Assert.False(error.IsTransient);
        Assert.Contains($"127.0.0.1:{server.Port} refused the login", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_LogsInByAcl_AndMayDoWhatTheAclAllows()
    {
        await using var server = await RedisServer.StartAsync("--user", "celery", "on", ">pw", "~*", "&*", "+get", "+set");
        await using var client = Connect(Options(server.Port) with { User = "celery", Password = "pw" });
        Assert.Equal("SimpleString: OK", await client.AskAsync("SET", "k", "v"));
        var error = await FailsAsync<RespServerException>(() => client.AskAsync("FLUSHALL"));
        Assert.Equal("NOPERM", error.Code);
    }

    [Fact]
    public async Task Password_OnAServerWithoutOne_IsNamedAsTheReason()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(Options(server.Port) with { Password = "needless" });
        var error = await FailsAsync<RespConnectionException>(() => client.AskAsync("PING"));
        Assert.Contains("refused the login", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_IsSelected_OnEachConnection()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var client = Connect(Options(server.Port) with { Database = 5, ClientName = "celery worker" });
        await using var other = Connect(server);
        await client.AskAsync("SET", "k", "five");
        Assert.Equal("Null", await other.AskAsync("GET", "k"));
        Assert.Equal("Bulk: celery_worker", await client.AskAsync("CLIENT", "GETNAME"));
        client.DropConnection("test");
        await EventuallyAsync(() => Task.FromResult(client.Generation >= 2));
        Assert.Equal("Bulk: five", await client.AskAsync("GET", "k"));
    }

    [Fact]
    public async Task Database_IsNamedAsTheReason_WhenItDoesNotExist()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(Options(server.Port) with { Database = 99 });
        var error = await FailsAsync<RespConnectionException>(() => client.AskAsync("PING"));
        Assert.Contains("DB index is out of range", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnixSocket_Works()
    {
        await using var server = await RedisServer.StartAsync("--unixsocket", "{dir}/redis.sock");
        string path = Path.Combine(server.Folder, "redis.sock");
        await using var client = Connect(Options(0) with { Endpoints = [RespEndpoint.Unix(path)] });
        Assert.Equal("SimpleString: OK", await client.AskAsync("SET", "k", new string('x', 1_000_000)));
        await using var missing = Connect(Options(0) with
        {
            Endpoints = [RespEndpoint.Unix(path + "2")], CommandTimeout = TimeSpan.FromMilliseconds(100),
        });
        var error = await FailsAsync<RespConnectionException>(() => missing.AskAsync("PING"));
        Assert.Contains($"unix:{path}2", error.Message, StringComparison.Ordinal);
    }
}
