namespace Interop.Worker.Execution;

/// <summary>The token of a task with time limits: cancelled by the soft limit, the hard limit, or the end of the worker.</summary>
internal sealed class TimeLimitWatch : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly ITimer? _soft;
    private readonly ITimer? _hard;
    private int _exceeded;

    /// <param name="time">The clock.</param>
    /// <param name="soft">The soft limit, or null.</param>
    /// <param name="hard">The hard limit, or null.</param>
    /// <param name="onExceeded">Called once for the soft limit (true), once for the hard one (false).</param>
    /// <param name="aborted">Cancelled when the worker ends.</param>
    public TimeLimitWatch(TimeProvider time, TimeSpan? soft, TimeSpan? hard, Action<bool> onExceeded, CancellationToken aborted)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _soft = Start(time, soft, isSoft: true, onExceeded);
        _hard = Start(time, hard, isSoft: false, onExceeded);
    }

    public CancellationToken Token => _source.Token;

    public bool SoftExceeded => (Volatile.Read(ref _exceeded) & 1) != 0;

    public bool HardExceeded => (Volatile.Read(ref _exceeded) & 2) != 0;

    public void Dispose()
    {
        _soft?.Dispose();
        _hard?.Dispose();
        _source.Dispose();
    }

    private ITimer? Start(TimeProvider time, TimeSpan? limit, bool isSoft, Action<bool> onExceeded)
    {
        if (limit is not { } some || some <= TimeSpan.Zero)
        {
            return null;
        }

        return time.CreateTimer(
            _ =>
            {
                Interlocked.Or(ref _exceeded, isSoft ? 1 : 2);
                onExceeded(isSoft);
                try
                {
                    _source.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    // The task ended in the same moment.
                }
            },
            null, some, Timeout.InfiniteTimeSpan);
    }
}
