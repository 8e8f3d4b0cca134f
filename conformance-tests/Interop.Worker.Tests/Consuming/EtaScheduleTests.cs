using System.Threading.Channels;
using Interop.Worker.Consuming;
using Interop.Worker.Testing;
using Interop.Worker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interop.Worker.Tests.Consuming;

public sealed class EtaScheduleTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly Channel<string> _handedOut = Channel.CreateUnbounded<string>();
    private readonly EtaSchedule<string> _schedule;

    public EtaScheduleTests() => _schedule = new(_time, NullLogger.Instance, (item, _) =>
    {
        _handedOut.Writer.TryWrite(item);
        return item == "bad" ? throw new InvalidOperationException() : default;
    });

    [Fact]
    public async Task Schedule_HandsOutInTheOrderOfTime()
    {
        _schedule.Add("third", _time.GetUtcNow().AddSeconds(3));
        _schedule.Add("first", _time.GetUtcNow().AddSeconds(1));
        _schedule.Add("second", _time.GetUtcNow().AddSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["first", "second", "third"], [await NextAsync(), await NextAsync(), await NextAsync()]);
        Assert.Equal(0, _schedule.Count);
    }

    [Fact]
    public async Task Schedule_KeepsTheOrderOfAdding_WhenTimesAreEqual()
    {
        var due = _time.GetUtcNow().AddSeconds(1);
        foreach (var item in (string[])["a", "b", "c"])
        {
            _schedule.Add(item, due);
        }

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["a", "b", "c"], [await NextAsync(), await NextAsync(), await NextAsync()]);
    }

    [Fact]
    public async Task RemoveAll_KeepsTheOthersInTheirOrder()
    {
        foreach (var (item, seconds) in (ReadOnlySpan<(string, int)>)[("c", 3), ("gone", 1), ("a", 1), ("gone", 2), ("b", 2)])
        {
            _schedule.Add(item, _time.GetUtcNow().AddSeconds(seconds));
        }

        Assert.Equal(2, _schedule.RemoveAll(item => item == "gone"));
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["a", "b", "c"], [await NextAsync(), await NextAsync(), await NextAsync()]);
    }

    [Fact]
    public async Task Schedule_HoldsWhatIsNotDue()
    {
        _schedule.Add("soon", _time.GetUtcNow().AddSeconds(1));
        _schedule.Add("later", _time.GetUtcNow().AddSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("soon", await NextAsync());
        Assert.False(_handedOut.Reader.TryRead(out _));
        Assert.Equal(1, _schedule.Count);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("later", await NextAsync());
    }

    [Fact]
    public async Task Schedule_HandsOutAtOnce_WhenTheTimeIsPast()
    {
        _schedule.Add("late", _time.GetUtcNow().AddSeconds(-1));

        Assert.Equal("late", await NextAsync());
    }

    [Fact]
    public async Task Schedule_WaitsFractionsOfAMillisecond()
    {
        _schedule.Add("odd", _time.GetUtcNow().AddTicks(10_001));

        _time.Advance(TimeSpan.FromMilliseconds(2));

        Assert.Equal("odd", await NextAsync());
    }

    [Fact]
    public async Task Schedule_UsesOneTimer_WhenItHoldsMany()
    {
        for (var i = 0; i < 1000; i++)
        {
            _schedule.Add($"{i}", _time.GetUtcNow().AddSeconds(1000 - i));
        }

        Assert.Equal(1, _time.PendingTimers);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("999", await NextAsync());
    }

    [Fact]
    public async Task Schedule_GoesOn_WhenAHandlerFails()
    {
        _schedule.Add("bad", _time.GetUtcNow().AddSeconds(1));
        _schedule.Add("good", _time.GetUtcNow().AddSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["bad", "good"], [await NextAsync(), await NextAsync()]);
    }

    [Fact]
    public async Task Schedule_HoldsATimeBeyondWhatTimersCount()
    {
        _schedule.Add("next year", _time.GetUtcNow().AddDays(400));
        Assert.Equal(1, _schedule.Count);

        for (var day = 0; day < 41; day++)
        {
            _time.Advance(TimeSpan.FromDays(10));
            await Task.Yield();
        }

        Assert.Equal("next year", await NextAsync());
    }

    public ValueTask DisposeAsync() => _schedule.DisposeAsync();

    private async Task<string> NextAsync() => await _handedOut.Reader.ReadAsync().AsTask().WaitAsync(TestRuntime.Limit);
}
