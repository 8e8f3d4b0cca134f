using Interop.Client.Resp;
using Interop.Testing.Servers;
using static Interop.Client.Tests.Resp.RespTestKit;

namespace Interop.Client.Tests.Resp;

public sealed class RespScriptTests
{
    private static readonly RespScript Append = new("return redis.call('RPUSH', KEYS[1], ARGV[1])");

    [Fact]
    public async Task Eval_SendsTheTextOnce_ThenTheDigest()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        for (int i = 1; i <= 4; i++)
        {
            Assert.Equal(i, (await client.EvalAsync(Append, ["l"], [i], Token)).Integer);
        }

        string statistics = (await client.ExecuteAsync("INFO", ["commandstats"], Token)).Text;
        Assert.Contains("cmdstat_eval:calls=1,", statistics, StringComparison.Ordinal);
        Assert.Contains("cmdstat_evalsha:calls=3,", statistics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_SendsTheTextAgain_WhenTheServerForgotIt()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        await client.EvalAsync(Append, ["l"], ["a"], Token);
        await client.AskAsync("SCRIPT", "FLUSH");
        Assert.Equal(2, (await client.EvalAsync(Append, ["l"], ["b"], Token)).Integer);
        await client.AskAsync("SCRIPT", "FLUSH");
        RespReply[] many = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => client.EvalAsync(Append, ["l"], [i], Token).AsTask()));
        Assert.Equal(Enumerable.Range(3, 20).Select(i => (long)i), many.Select(reply => reply.Integer).Order());
    }

    [Fact]
    public async Task Eval_WorksInsideATransaction_KnownOrNot()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        for (int i = 1; i <= 3; i++)
        {
            RespReply[] replies = await client.ExecuteBatchAsync(
                0,
                static (writer, _) =>
                {
                    writer.Command("MULTI"u8, 0);
                    writer.Eval(Append, 1, 1);
                    writer.Bulk("l");
                    writer.Bulk("x");
                    writer.Command("EXEC"u8, 0);
                },
                Token);
            Assert.Equal(3, replies.Length);
            Assert.Equal(i, replies[2].Items[0].Integer);
        }
    }

    [Fact]
    public async Task Eval_Throws_WhenTheScriptFails()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        var script = new RespScript("return redis.error_reply('MINE broken')");
        var error = await FailsAsync<RespServerException>(() => client.EvalAsync(script, [], [], Token).AsTask());
        Assert.Equal("MINE", error.Code);
    }

    [Fact]
    public async Task Eval_Works_AfterTheServerWasReplaced()
    {
        await using var server = await RedisServer.StartAsync();
        await using var client = Connect(server);
        await client.EvalAsync(Append, ["l"], ["a"], Token);
        await server.KillAsync();
        await server.StartAgainAsync();
        await EventuallyAsync(async () =>
        {
            try
            {
                return (await client.EvalAsync(Append, ["l"], ["a"], Token)).Integer == 1;
            }
            catch (RespConnectionException)
            {
                return false;
            }
        });
    }
}
