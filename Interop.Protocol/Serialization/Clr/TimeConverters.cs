using System.Globalization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

internal sealed class IsoTimestampConverter : TypedConverter<IsoTimestamp>
{
    public override WireValue ToWire(ClrCodec codec, IsoTimestamp value) => WireValue.DateTime(value);

    protected override bool TryFromWire(WireValue wire, out IsoTimestamp value) => PythonTimes.TryGet(wire, out value);

    protected override bool TryFromText(string text, out IsoTimestamp value) => IsoTimestamp.TryParse(text, out value);
}

/// <summary>An aware value is read as UTC, a naive one as <see cref="DateTimeKind.Unspecified"/>; a local one is written with
/// its offset.</summary>
internal sealed class DateTimeConverter : TypedConverter<DateTime>
{
    public override WireValue ToWire(ClrCodec codec, DateTime value) => WireValue.DateTime(PythonTimes.From(value));

    protected override bool TryFromWire(WireValue wire, out DateTime value)
    {
        var found = PythonTimes.TryGet(wire, out var timestamp);
        value = found ? PythonTimes.ToDateTime(timestamp) : default;
        return found;
    }

    protected override bool TryFromText(string text, out DateTime value)
    {
        var found = IsoTimestamp.TryParse(text, out var timestamp);
        value = found ? PythonTimes.ToDateTime(timestamp) : default;
        return found;
    }
}

/// <summary>The offset is kept; a naive value counts as UTC, as in Celery.</summary>
internal sealed class DateTimeOffsetConverter : TypedConverter<DateTimeOffset>
{
    public override WireValue ToWire(ClrCodec codec, DateTimeOffset value) => WireValue.DateTime(IsoTimestamp.From(value));

    protected override bool TryFromWire(WireValue wire, out DateTimeOffset value)
    {
        var found = PythonTimes.TryGet(wire, out var timestamp);
        value = found ? PythonTimes.ToDateTimeOffset(timestamp) : default;
        return found;
    }

    protected override bool TryFromText(string text, out DateTimeOffset value)
    {
        var found = IsoTimestamp.TryParse(text, out var timestamp);
        value = found ? PythonTimes.ToDateTimeOffset(timestamp) : default;
        return found;
    }
}

/// <summary>Also read from the midnight datetime that kombu up to 5.2 writes for a date.</summary>
internal sealed class DateOnlyConverter : TypedConverter<DateOnly>
{
    public override WireValue ToWire(ClrCodec codec, DateOnly value) => WireValue.Date(value);

    protected override bool TryFromWire(WireValue wire, out DateOnly value)
    {
        if (wire.Kind == WireKind.Date)
        {
            value = wire.AsDate();
            return true;
        }

        value = default;
        return wire.Kind == WireKind.DateTime && TryMidnight(wire.AsDateTime(), out value);
    }

    protected override bool TryFromText(string text, out DateOnly value)
    {
        value = default;
        return IsoTimestamp.TryParse(text, out var timestamp) && TryMidnight(timestamp, out value);
    }

    private static bool TryMidnight(IsoTimestamp timestamp, out DateOnly value)
    {
        value = DateOnly.FromDateTime(timestamp.WallClock);
        return timestamp.IsNaive && timestamp.WallClock.TimeOfDay == TimeSpan.Zero;
    }
}

internal sealed class TimeOnlyConverter : TypedConverter<TimeOnly>
{
    public override WireValue ToWire(ClrCodec codec, TimeOnly value) => WireValue.Time(PythonTimes.Format(value));

    protected override bool TryFromWire(WireValue wire, out TimeOnly value)
    {
        value = default;
        return wire.Kind == WireKind.Time && TryFromText(wire.AsString(), out value);
    }

    protected override bool TryFromText(string text, out TimeOnly value) => PythonTimes.TryParseTime(text, out value);
}

/// <summary>Seconds, as Celery's own settings and headers measure time; written as a float, or as a <c>timedelta</c> where the
/// serializer has those.</summary>
internal sealed class TimeSpanConverter : ClrConverter<TimeSpan>
{
    public override TimeSpan Read(ClrCodec codec, ref WireJsonReader reader)
    {
        if (reader.TokenType is not (WireJsonToken.Integer or WireJsonToken.Float))
        {
            throw Mismatch(reader, "a duration is a number of seconds");
        }

        try
        {
            return TimeSpan.FromSeconds(reader.GetDouble());
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            throw Mismatch(reader, "it is out of range");
        }
    }

    public override TimeSpan FromWire(ClrCodec codec, WireValue value)
    {
        if (value.Kind == WireKind.TimeDelta)
        {
            return value.AsTimeDelta().TryToTimeSpan(out var span) ? span : throw Mismatch(value, "it is out of range");
        }

        if (value.Kind is not (WireKind.Integer or WireKind.Float))
        {
            throw Mismatch(value, "a duration is a number of seconds");
        }

        try
        {
            return TimeSpan.FromSeconds(value.AsDouble());
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            throw Mismatch(value, "it is out of range");
        }
    }

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, TimeSpan value) => writer.Float(value.TotalSeconds);

    public override WireValue ToWire(ClrCodec codec, TimeSpan value) => codec.KeepsTimeDeltas
        ? WireValue.TimeDelta(value)
        : WireValue.Float(value.TotalSeconds);
}

/// <summary>Between Python's and the CLR's times.</summary>
internal static class PythonTimes
{
    private static readonly string[] TimeFormats = ["HH:mm:ss", "HH:mm:ss.FFFFFFF", "HH:mm"];

    public static bool TryGet(WireValue wire, out IsoTimestamp timestamp)
    {
        switch (wire.Kind)
        {
            case WireKind.DateTime:
                timestamp = wire.AsDateTime();
                return true;
            case WireKind.Date:
                timestamp = new IsoTimestamp(wire.AsDate().ToDateTime(TimeOnly.MinValue), null);
                return true;
            default:
                timestamp = default;
                return false;
        }
    }

    public static IsoTimestamp From(DateTime value) => value.Kind switch
    {
        DateTimeKind.Utc => new IsoTimestamp(value, TimeSpan.Zero),
        DateTimeKind.Local => new IsoTimestamp(value, TimeZoneInfo.Local.GetUtcOffset(value)),
        _ => new IsoTimestamp(value, null),
    };

    public static DateTime ToDateTime(IsoTimestamp value) => value.IsNaive ? value.WallClock : value.ToDateTimeOffset().UtcDateTime;

    public static DateTimeOffset ToDateTimeOffset(IsoTimestamp value)
    {
        var utc = value.ToDateTimeOffset();
        var offset = value.Offset ?? TimeSpan.Zero;
        var fits = offset.Ticks % TimeSpan.TicksPerMinute == 0 && offset.Duration() <= TimeSpan.FromHours(14)
            && utc.UtcTicks + offset.Ticks == value.WallClock.Ticks;
        return fits ? new DateTimeOffset(value.WallClock, offset) : utc;
    }

    public static string Format(TimeOnly value) => value.ToString(
        value.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMicrosecond ? "HH:mm:ss" : "HH:mm:ss.ffffff",
        CultureInfo.InvariantCulture);

    public static bool TryParseTime(string text, out TimeOnly value) =>
        TimeOnly.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
}
