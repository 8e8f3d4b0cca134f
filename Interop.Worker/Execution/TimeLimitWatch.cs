namespace Interop.Worker.Execution;

/// <summary>The time limits of one run: tells once when each of them is over.</summary>
internal sealed class TimeLimitWatch : IDisposable
{
    private readonly Action<bool> _onExceeded;
    private readonly ITimer? _soft;
    private readonly ITimer? _hard;
    private int _exceeded;

    /// <param name="time">The clock.</param>
    /// <param name="soft">The soft limit, or null.</param>
    /// <param name="hard">The hard limit, or null.</param>
    /// <param name="onExceeded">Called once for the soft limit (true), once for the hard one (false).</param>
    public TimeLimitWatch(TimeProvider time, TimeSpan? soft, TimeSpan? hard, Action<bool> onExceeded)
    {
        _onExceeded = onExceeded;
        _soft = Start(time, soft, isSoft: true);
        _hard = Start(time, hard, isSoft: false);
    }

    public bool SoftExceeded => (Volatile.Read(ref _exceeded) & 1) != 0;

    public bool HardExceeded => (Volatile.Read(ref _exceeded) & 2) != 0;

    /// <summary>Says that a limit is over; for a process whose clock is kept by another.</summary>
    public void Exceed(bool isSoft)
    {
        var flag = isSoft ? 1 : 2;
        if ((Interlocked.Or(ref _exceeded, flag) & flag) == 0)
        {
            _onExceeded(isSoft);
        }
    }

    public void Dispose()
    {
        _soft?.Dispose();
        _hard?.Dispose();
    }

    private ITimer? Start(TimeProvider time, TimeSpan? limit, bool isSoft) => limit is { } some && some > TimeSpan.Zero
        ? time.CreateTimer(_ => Exceed(isSoft), null, some, Timeout.InfiniteTimeSpan)
        : null;
}
