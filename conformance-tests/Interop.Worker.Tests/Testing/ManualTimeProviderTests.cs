using Interop.Worker.Testing;

namespace Interop.Worker.Tests.Testing;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Advance_FiresTimersAtTheirOwnTime()
    {
        var start = _time.GetUtcNow();
        var seen = new List<double>();
        using var late = _time.CreateTimer(_ => seen.Add((_time.GetUtcNow() - start).TotalSeconds), null, Seconds(5), Timeout.InfiniteTimeSpan);
        using var periodic = _time.CreateTimer(_ => seen.Add((_time.GetUtcNow() - start).TotalSeconds), null, Seconds(2), Seconds(2));

        _time.Advance(Seconds(6));

        Assert.Equal([2, 4, 5, 6], seen);
        Assert.Equal(6, (_time.GetUtcNow() - start).TotalSeconds);
    }

    [Fact]
    public async Task Advance_EndsDelays()
    {
        var delay = Task.Delay(Seconds(3), _time);

        _time.Advance(Seconds(2));
        Assert.False(delay.IsCompleted);

        _time.Advance(Seconds(1));
        await delay.WaitAsync(Seconds(30));
    }

    [Fact]
    public void Timer_FiresNoMore_WhenDisposedOrStopped()
    {
        var fired = 0;
        var disposed = _time.CreateTimer(_ => fired++, null, Seconds(1), Seconds(1));
        using var stopped = _time.CreateTimer(_ => fired++, null, Seconds(1), Seconds(1));

        disposed.Dispose();
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _time.Advance(Seconds(10));

        Assert.Equal(0, fired);
        Assert.False(disposed.Change(Seconds(1), Seconds(1)));
    }

    [Fact]
    public void Timestamps_FollowTheClock()
    {
        var start = _time.GetTimestamp();

        _time.Advance(Seconds(1.5));

        Assert.Equal(Seconds(1.5), _time.GetElapsedTime(start));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
