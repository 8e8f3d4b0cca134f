namespace Interop.Client.Producing;

/// <summary>Deadlines of publishes. Those that start within the same moment share one timer, so that a deadline costs no
/// allocation.</summary>
internal sealed class PublishDeadlines(TimeProvider time, TimeSpan timeout)
{
    private readonly Lock _lock = new();
    private readonly long _granularity = Granularity(time, timeout);
    private CancellationToken _token;
    private long _freshUntil = long.MinValue;

    /// <summary>The time a publish waits when nobody says otherwise.</summary>
    public TimeSpan Default => timeout;

    /// <summary>A token that is cancelled when the default time is over, up to a twentieth of it later.</summary>
    public CancellationToken Next()
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return CancellationToken.None;
        }

        var now = time.GetTimestamp();
        lock (_lock)
        {
            if (now >= _freshUntil)
            {
                // Not disposed: publishes hold its token, and the timer ends with it.
                _token = new CancellationTokenSource(timeout + time.GetElapsedTime(0, _granularity), time).Token;
                _freshUntil = now + _granularity;
            }

            return _token;
        }
    }

    private static long Granularity(TimeProvider time, TimeSpan timeout) =>
        (long)(Math.Clamp(timeout.TotalSeconds / 20, 0.001, 1) * time.TimestampFrequency);
}
