using Interop.Client.Configuration;
using Interop.Protocol;
using Interop.Protocol.Results;
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

    /// <summary>Now, as <c>date_done</c> prints it.</summary>
    public IsoTimestamp DateDone() => ResultMeta.DateDoneFor(Now, _release, _zone);

    /// <summary>An <c>eta</c> or <c>expires</c> as we send it: aware, in the app's timezone.</summary>
    public IsoTimestamp Stamp(DateTimeOffset instant) => IsoTimestamp.From(
        _zone == TimeZoneInfo.Utc ? instant.ToUniversalTime() : TimeZoneInfo.ConvertTime(instant, _zone));

    /// <summary>The instant of a time that came in a message: naive ones are UTC unless their sender said <c>utc: false</c>.</summary>
    public DateTimeOffset ToInstant(IsoTimestamp at, bool utc) => utc || !at.IsNaive || _zone == TimeZoneInfo.Utc
        ? at.ToDateTimeOffset()
        : new IsoTimestamp(at.WallClock, _zone.GetUtcOffset(at.WallClock)).ToDateTimeOffset();
}
