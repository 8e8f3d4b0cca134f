using System.Threading.Channels;
using Interop.Client.Resp;
using Interop.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using static Interop.Client.Tests.Resp.RespTestKit;

namespace Interop.Client.Tests.Resp;

public sealed class RespSubscriberTests : IAsyncLifetime
{
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();
    private RedisServer _server = null!;
    private RespClient _client = null!;
    private RespSubscriber _subscriber = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _client = Connect(_server);
        _subscriber = new RespSubscriber(Options(_server.Port), TimeProvider.System, NullLogger.Instance, new Random(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _subscriber.DisposeAsync();
        await _client.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Subscribe_HearsWhatIsPublished_AfterItCompleted()
    {
        await using IAsyncDisposable handle = await SubscribeAsync("results");
        await _client.AskAsync("PUBLISH", "results", "one");
        await _client.AskAsync("PUBLISH", "other", "not for us");
        await _client.AskAsync("PUBLISH", "results", "two");
        Assert.Equal("results:one", await NextAsync());
        Assert.Equal("results:two", await NextAsync());
    }

    [Fact]
    public async Task Subscribe_SharesOneSubscription_AndLeavesNothingBehind()
    {
        Assert.Equal("Array[Bulk: c, Integer: 0]", await _client.AskAsync("PUBSUB", "NUMSUB", "c"));
        IAsyncDisposable first = await SubscribeAsync("c");
        IAsyncDisposable second = await SubscribeAsync("c");
        Assert.Equal("Integer: 1", await _client.AskAsync("PUBLISH", "c", "x"));
        Assert.Equal("c:x", await NextAsync());
        Assert.Equal("c:x", await NextAsync());
        await first.DisposeAsync();
        await first.DisposeAsync();
        Assert.Equal("Integer: 1", await _client.AskAsync("PUBLISH", "c", "y"));
        Assert.Equal("c:y", await NextAsync());
        await second.DisposeAsync();
        Assert.Equal("Array[Bulk: c, Integer: 0]", await _client.AskAsync("PUBSUB", "NUMSUB", "c"));
        Assert.False(_heard.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Subscribe_KeepsItsBooks_WhenManyComeAndGo()
    {
        async Task CycleAsync(int seed)
        {
            for (int i = 0; i < 50; i++)
            {
                string channel = $"c{(seed + i) % 5}";
                var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                await using IAsyncDisposable handle = await _subscriber.SubscribeAsync(
                    channel, message => heard.TrySetResult(message.Subscription), null, Token);
                await _client.AskAsync("PUBLISH", channel, "x");
                Assert.Equal(channel, await heard.Task.WaitAsync(Patience, Token));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => CycleAsync(i), Token)));
        Assert.Equal("Array[]", await _client.AskAsync("PUBSUB", "CHANNELS"));
    }

    [Fact]
    public async Task SubscribePattern_HearsAllThatMatch()
    {
        await using (await _subscriber.SubscribePatternAsync(
            "task.*", m => Hear($"{m.Subscription}|{Text(m.Channel)}|{Text(m.Payload)}"), null, Token))
        {
            await _client.AskAsync("PUBLISH", "task.sent", "1");
            Assert.Equal("task.*|task.sent|1", await NextAsync());
            Assert.Equal("Integer: 1", await _client.AskAsync("PUBSUB", "NUMPAT"));
        }

        Assert.Equal("Integer: 0", await _client.AskAsync("PUBSUB", "NUMPAT"));
    }

    [Fact]
    public async Task Subscribe_IsRenewed_AndTellsOfTheGap_AfterARestart()
    {
        await using IAsyncDisposable one = await SubscribeAsync("c");
        await using IAsyncDisposable two = await _subscriber.SubscribePatternAsync(
            "p*", m => Hear("p:" + Text(m.Payload)), () => Hear("gap p"), Token);
        await _server.KillAsync();
        await _server.StartAgainAsync();
        Assert.Equal(["gap c", "gap p"], new[] { await NextAsync(), await NextAsync() }.Order());
        await EventuallyAsync(async () => await TryPublishAsync("c", "again") == 1);
        Assert.Equal("c:again", await NextAsync());
        Assert.Equal("Integer: 1", await _client.AskAsync("PUBLISH", "p1", "again"));
        Assert.Equal("p:again", await NextAsync());
    }

    [Fact]
    public async Task Subscribe_DoesNotRenew_WhatWasLeftWhileTheServerWasDown()
    {
        IAsyncDisposable gone = await SubscribeAsync("gone");
        await using IAsyncDisposable kept = await SubscribeAsync("kept");
        await _server.KillAsync();
        await gone.DisposeAsync().AsTask().WaitAsync(Patience, Token);
        await _server.StartAgainAsync();
        await EventuallyAsync(async () => await TryPublishAsync("kept", "x") == 1);
        await EventuallyAsync(async () => await TryPublishAsync("gone", "x") == 0);
    }

    [Fact]
    public async Task Subscribe_GoesOn_WhenAHandlerThrows()
    {
        await using IAsyncDisposable bad = await _subscriber.SubscribeAsync(
            "c", _ => throw new InvalidOperationException("bad handler"), null, Token);
        await using IAsyncDisposable good = await SubscribeAsync("c");
        await _client.AskAsync("PUBLISH", "c", "x");
        Assert.Equal("c:x", await NextAsync());
    }

    [Fact]
    public async Task Subscribe_Throws_WhenTheAclForbidsTheChannel()
    {
        await _client.AskAsync("ACL", "SETUSER", "narrow", "on", ">pw", "~*", "&allowed", "+@all");
        await using var narrow = new RespSubscriber(
            Options(_server.Port) with { User = "narrow", Password = "pw" }, TimeProvider.System, NullLogger.Instance, new Random(1));
        var error = await FailsAsync<RespServerException>(
            () => narrow.SubscribeAsync("forbidden", _ => { }, null, Token).AsTask());
        Assert.Equal("NOPERM", error.Code);
        await using IAsyncDisposable allowed = await narrow.SubscribeAsync("allowed", _ => { }, null, Token);
        Assert.Equal("Integer: 1", await _client.AskAsync("PUBLISH", "allowed", "x"));
    }

    private ValueTask<IAsyncDisposable> SubscribeAsync(string channel) => _subscriber.SubscribeAsync(
        channel, m => Hear($"{m.Subscription}:{Text(m.Payload)}"), () => Hear("gap " + channel), Token);

    private async Task<long> TryPublishAsync(string channel, string text)
    {
        try
        {
            return (await _client.ExecuteAsync("PUBLISH", [channel, text], Token)).Integer;
        }
        catch (RespConnectionException)
        {
            return -1;
        }
    }

    private void Hear(string what) => Assert.True(_heard.Writer.TryWrite(what));

    private async Task<string> NextAsync() => await _heard.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token);

    private static string Text(ReadOnlyMemory<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes.Span);
}
