using System.Threading.Channels;
using Interop.Client.Control;
using Interop.Worker.Testing;

namespace Interop.Worker.Tests.Consuming;

public sealed class RateLimitTests
{
    private static readonly string Node = $"celery@{Environment.MachineName}";

    private readonly Channel<string> _ran = Channel.CreateUnbounded<string>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LimitedTasks_RunOneAfterTheOther_AndOthersPassThem()
    {
        await using var host = await StartAsync("1/s");
        foreach (var id in (string[])["1", "2", "3"])
        {
            await host.App.SendTaskAsync("limited", [id], cancellationToken: Token);
        }

        await host.App.SendTaskAsync("free", ["other"], cancellationToken: Token);

        Assert.Equal(["1", "other"], (await NextAsync(2)).Order(StringComparer.Ordinal));
        Assert.Equal(2, host.Worker.Sorter.Rates.Count);
        Assert.Equal(2, (await host.App.Control.Inspect(ControlCall.To(Node)).ReservedAsync(Token))[Node].Count(task => !task.IsAcknowledged));
        Assert.False(_ran.Reader.TryRead(out _));

        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["2"], await NextAsync(1));
        Assert.False(_ran.Reader.TryRead(out _));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["3"], await NextAsync(1));
    }

    [Fact]
    public async Task Limit_IsLiftedAtOnce_ByRemoteControl()
    {
        await using var host = await StartAsync("1/h");
        foreach (var id in (string[])["1", "2", "3"])
        {
            await host.App.SendTaskAsync("limited", [id], cancellationToken: Token);
        }

        Assert.Equal(["1"], await NextAsync(1));

        var replies = await host.App.Control.RateLimitAsync("limited", "", ControlCall.To(Node), Token);

        Assert.Equal("rate limit disabled successfully", replies[Node]);
        Assert.Equal(["2", "3"], (await NextAsync(2)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RevokedTasks_TakeNoTurn()
    {
        await using var host = await StartAsync("1/h");
        await host.App.SendTaskAsync("limited", ["1"], cancellationToken: Token);
        var second = await host.App.SendTaskAsync<string>("limited", ["2"], cancellationToken: Token);
        Assert.Equal(["1"], await NextAsync(1));

        await host.App.Control.RevokeAsync([second.Id], call: ControlCall.To(Node), cancellationToken: Token);
        host.Worker.Sorter.Rates.Changed(host.Worker.Control.Panel.Runtime.Registry.Find("limited")!);

        await Assert.ThrowsAsync<Interop.Client.Results.TaskRevokedException>(() => second.GetAsync(cancellationToken: Token));
        Assert.False(_ran.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData("10", 10)]
    [InlineData("10/s", 10)]
    [InlineData("30/m", 0.5)]
    [InlineData("36/h", 0.01)]
    [InlineData("2.5/s", 2.5)]
    public void Rate_IsRead(string text, double perSecond) => Assert.Equal(perSecond, Interop.Client.Configuration.RateLimit.Parse(text).PerSecond, 9);

    [Theory]
    [InlineData("fast")]
    [InlineData("10/d")]
    [InlineData("-1/s")]
    [InlineData("/s")]
    public void Rate_IsRefused(string text) => Assert.Throws<FormatException>(() => Interop.Client.Configuration.RateLimit.Parse(text));

    private Task<CeleryTestHost> StartAsync(string rate) => CeleryTestHost.StartAsync(
        worker =>
        {
            worker.MapTask("limited", (string id) => _ran.Writer.TryWrite(id)).WithRateLimit(rate);
            worker.MapTask("free", (string id) => _ran.Writer.TryWrite(id));
        },
        cancellationToken: Token);

    private async Task<List<string>> NextAsync(int count)
    {
        var all = new List<string>();
        while (all.Count < count)
        {
            all.Add(await _ran.Reader.ReadAsync(Token));
        }

        return all;
    }
}
