using Interop.Client.Configuration;
using Interop.Protocol;
using Interop.Protocol.Text;

namespace Interop.Worker.Execution;

/// <summary>The app's clock with the app's ideas about timezones.</summary>
internal sealed class WorkerClock
{
    private readonly TimeZoneInfo _zone;
    private readonly CeleryRelease _release;

    public WorkerClock(TimeProvider time, CeleryOptions options)
    {
        Time = time;
        _release = options.Release;
        _zone = options.Timezone is "UTC" ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(options.Timezone);
    }

    public TimeProvider Time { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary><c>date_done</c>: naive UTC up to Celery 5.3, UTC in 5.4, the app's timezone since 5.5.</summary>
    public IsoTimestamp DateDone()
    {
        var now = Now;
        return _release switch
        {
            < CeleryRelease.V54 => new IsoTimestamp(now.UtcDateTime, null),
            CeleryRelease.V54 => IsoTimestamp.From(now),
            _ => IsoTimestamp.From(Local(now)),
        };
    }

    /// <summary>An <c>eta</c> or <c>expires</c> as we send it: aware, in the app's timezone.</summary>
    public IsoTimestamp Stamp(DateTimeOffset instant) => IsoTimestamp.From(Local(instant));

    /// <summary>The instant of a time that came in a message: naive ones are UTC unless their sender said <c>utc: false</c>.</summary>
    public DateTimeOffset ToInstant(IsoTimestamp at, bool utc)
    {
        if (utc || !at.IsNaive || _zone == TimeZoneInfo.Utc)
        {
            return at.ToDateTimeOffset();
        }

        var wall = DateTime.SpecifyKind(at.WallClock, DateTimeKind.Unspecified);
        return new IsoTimestamp(wall, _zone.GetUtcOffset(wall)).ToDateTimeOffset();
    }

    private DateTimeOffset Local(DateTimeOffset instant) =>
        _zone == TimeZoneInfo.Utc ? instant.ToUniversalTime() : TimeZoneInfo.ConvertTime(instant, _zone);
}
