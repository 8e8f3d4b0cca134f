using System.Globalization;

namespace Interop.Protocol.Text;

/// <summary>A Python <c>datetime</c>: wall clock to the microsecond, with or without an offset from UTC.</summary>
/// <remarks>Mirrors <c>celery/utils/iso8601.py</c> and <c>datetime.isoformat</c>. A value that was read keeps its text, so
/// that writing it again gives the same bytes.</remarks>
public readonly partial struct IsoTimestamp : IEquatable<IsoTimestamp>
{
    private readonly string? _text;

    /// <summary>Creates a naive (no offset) or aware timestamp; ticks below a microsecond are dropped.</summary>
    /// <param name="wallClock">Date and time as a clock in that zone shows it; its <see cref="DateTime.Kind"/> is ignored.</param>
    /// <param name="offset">Offset from UTC, or null for a naive value.</param>
    public IsoTimestamp(DateTime wallClock, TimeSpan? offset) : this(wallClock, offset, null)
    {
    }

    private IsoTimestamp(DateTime wallClock, TimeSpan? offset, string? text)
    {
        WallClock = new DateTime(wallClock.Ticks - wallClock.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Unspecified);
        Offset = offset;
        _text = text;
    }

    /// <summary>Date and time as a clock in that zone shows it.</summary>
    public DateTime WallClock { get; }

    /// <summary>Offset from UTC; null when the value is naive.</summary>
    public TimeSpan? Offset { get; }

    /// <summary>True when there is no offset. Celery reads such values as UTC.</summary>
    public bool IsNaive => Offset is null;

    /// <summary>An aware timestamp of the same instant and offset.</summary>
    public static IsoTimestamp From(DateTimeOffset value) => new(value.DateTime, value.Offset);

    /// <summary>The instant; a naive value counts as UTC, as in <c>celery.utils.time.maybe_make_aware</c>.</summary>
    /// <returns>The instant, clamped to what <see cref="DateTimeOffset"/> can hold.</returns>
    public DateTimeOffset ToDateTimeOffset()
    {
        var utcTicks = WallClock.Ticks - (Offset ?? TimeSpan.Zero).Ticks;
        return new DateTimeOffset(Math.Clamp(utcTicks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
    }

    /// <summary>The text that was read, or Python's <c>isoformat()</c> of a value made here: six digits of fraction or none, <c>+00:00</c> for UTC.</summary>
    public override string ToString() => _text ?? Format();

    /// <summary>Python's <c>isoformat()</c>, whatever text the value was read from.</summary>
    public string Format()
    {
        var micros = WallClock.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        var text = WallClock.ToString(
            micros == 0 ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        if (Offset is not { } offset)
        {
            return text;
        }

        var sign = offset < TimeSpan.Zero ? '-' : '+';
        offset = offset.Duration();
        var seconds = offset.Seconds == 0 ? "" : offset.ToString("':'ss", CultureInfo.InvariantCulture);
        return $"{text}{sign}{offset:hh':'mm}{seconds}";
    }

    /// <summary>Same wall clock and same offset (null differs from zero); the original text does not count.</summary>
    public bool Equals(IsoTimestamp other) => WallClock == other.WallClock && Offset == other.Offset;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IsoTimestamp other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(WallClock, Offset);

    /// <summary>Same wall clock and same offset.</summary>
    public static bool operator ==(IsoTimestamp left, IsoTimestamp right) => left.Equals(right);

    /// <summary>The opposite of equality.</summary>
    public static bool operator !=(IsoTimestamp left, IsoTimestamp right) => !left.Equals(right);
}
