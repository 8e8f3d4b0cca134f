using System.Globalization;
using Interop.Python.Tests.Live;
using Interop.Testing;

namespace Interop.Python.Tests.Suites;

/// <summary>Options of a call from Python, and the life of its task in C#.</summary>
public abstract class PythonStatesSuite(LivePairs pairs, PairKind kind) : PairTests(pairs, kind)
{
    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Schedules)]
    public async Task Countdown_HoldsTheTaskBack_ButNotThoseBehindIt()
    {
        var key = NewId();
        var later = await Python.SendTaskAsync("cs.gate", $"[\"{key}\"]", options: """{"countdown": 3600}""", cancellationToken: Cancellation);
        var soon = await Python.SendTaskAsync("cs.gate", $"[\"{key}\"]", options: """{"countdown": 0.2}""", cancellationToken: Cancellation);
        Pair.Tasks.Gates[key].Open();

        Assert.Equal($"'{key}'", (await GetAsync(soon)).Repr);
        Assert.Equal("3", (await CallAsync("cs.add", "[1, 2]")).Repr);
        Assert.Equal(1, Pair.Tasks.Gates[key].Arrivals);
        Assert.NotEqual(later, soon);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Schedules)]
    public async Task Eta_InThePast_RunsAtOnce()
        => Assert.Equal("3", (await CallAsync("cs.add", "[1, 2]", options: """{"eta": {"$datetime": "2020-01-02T03:04:05"}}""")).Repr);

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Schedules)]
    public async Task Expired_IsRevoked_WhenItExpiresBeforeItsTime()
    {
        var id = await Python.SendTaskAsync("cs.add", "[1, 2]", options: """{"countdown": 2.2, "expires": 2}""", cancellationToken: Cancellation);

        var raised = await RaisedAsync(id);

        Assert.Equal(("celery.exceptions", "TaskRevokedError", "expired"), (raised.Module, raised.Class, raised.Text));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Schedules)]
    public async Task Expires_InTheFuture_RunsTheTask()
        => Assert.Equal("3", (await CallAsync("cs.add", "[1, 2]", options: """{"expires": 600}""")).Repr);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [Trait(Capabilities.Trait, Capabilities.Retries)]
    public async Task Retry_RunsTheTaskAgain_UntilItIsDone(int times)
        => Assert.Equal($"['v', {times.ToString(CultureInfo.InvariantCulture)}]",
            (await CallAsync("cs.retry_then", $"[\"v\", {times.ToString(CultureInfo.InvariantCulture)}]")).Repr);

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Retries)]
    public async Task Retry_RaisesTheTasksException_WhenItHadItsLast()
    {
        var raised = await RaisedAsync(await Python.SendTaskAsync("cs.retry_for_ever", """["declined"]""", cancellationToken: Cancellation));

        Assert.Equal(("PaymentError", "declined"), (raised.Class, raised.Text));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Retries)]
    public async Task Retry_RaisesMaxRetriesExceeded_WhenItNamesNoException()
    {
        var id = await Python.SendTaskAsync("cs.retry_bare", cancellationToken: Cancellation);

        var raised = await RaisedAsync(id);

        Assert.Equal(("celery.exceptions", "MaxRetriesExceededError"), (raised.Module, raised.Class));
        Assert.Contains($"Can't retry cs.retry_bare[{id}] args:() kwargs:{{}}", raised.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Retries)]
    public async Task AutomaticRetry_RunsTheTaskAgain()
        => Assert.Equal("2", (await CallAsync("cs.auto_retry", "[2]")).Repr);

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Retries)]
    public async Task AutomaticRetry_RaisesTheException_WhenItHadItsLast()
    {
        var raised = await RaisedAsync(await Python.SendTaskAsync("cs.auto_retry", "[9]", cancellationToken: Cancellation));

        Assert.Equal(("PaymentError", "attempt 3"), (raised.Class, raised.Text));
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Options)]
    public async Task Headers_Shadow_And_Priority_AreSeenByTheTask()
    {
        var result = await CallAsync("cs.info",
            options: """{"headers": {"tenant": "acme", "depth": 3}, "shadow": "nice name", "priority": 3}""");

        var info = result.Value;
        Assert.Equal("cs.info", info.GetProperty("name").GetString());
        Assert.Equal("nice name", info.GetProperty("shadow").GetString());
        Assert.Equal(3, info.GetProperty("priority").GetInt32());
        Assert.Equal("acme", info.GetProperty("headers").GetProperty("tenant").GetString());
        Assert.Equal(3, info.GetProperty("headers").GetProperty("depth").GetInt32());
    }

    [Fact]
    [Trait(Capabilities.Trait, Capabilities.Options)]
    public async Task Log_ReadsAsACeleryWorkers()
    {
        var id = await Python.SendTaskAsync("cs.add", "[2, 3]", cancellationToken: Cancellation);
        await GetAsync(id);

        await Pair.Logs.WaitForAsync(entry => entry.Message == $"Task cs.add[{id}] received", Deadline, Cancellation);
        await Pair.Logs.WaitForAsync(
            entry => entry.Message.StartsWith($"Task cs.add[{id}] succeeded in ", StringComparison.Ordinal)
                && entry.Message.EndsWith("s: 5", StringComparison.Ordinal), Deadline, Cancellation);
    }

    [Theory]
    [InlineData("zlib")]
    [InlineData("gzip")]
    [Trait(Capabilities.Trait, Capabilities.Compression)]
    public async Task CompressedBody_IsRead(string compression)
        => Assert.Equal("5", (await CallAsync("cs.add", "[2, 3]", options: $$"""{"compression": "{{compression}}"}""")).Repr);
}
