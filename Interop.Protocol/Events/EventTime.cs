namespace Interop.Protocol.Events;

/// <summary>Times as events carry them: seconds since 1970, and hours west of UTC.</summary>
/// <remarks>Celery: <c>celery/utils/time.py</c>, <c>utcoffset</c>, <c>adjust_timestamp</c>.</remarks>
public static class EventTime
{
    private const double TicksPerSecond = TimeSpan.TicksPerSecond;

    /// <summary>Python's <c>time.time()</c>.</summary>
    public static double Timestamp(DateTimeOffset now) => (now.UtcTicks - DateTime.UnixEpoch.Ticks) / TicksPerSecond;

    /// <summary>Whole hours that a zone lies west of UTC at a moment, rounded down: -2 at UTC+2, -6 at UTC+5:30.</summary>
    public static int UtcOffset(TimeZoneInfo zone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return (int)Math.Floor(-zone.GetUtcOffset(now).TotalHours);
    }

    /// <summary>The timestamp of an event as a receiver in another zone counts it.</summary>
    /// <param name="timestamp">What the event says.</param>
    /// <param name="utcOffset">The sender's hours west of UTC.</param>
    /// <param name="here">The receiver's.</param>
    public static double Localize(double timestamp, long utcOffset, long here) => timestamp - (utcOffset - here) * 3600d;
}
