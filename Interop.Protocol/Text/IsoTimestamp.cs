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

    /// <summary>The text that was read, or Python's <c>isoformat()</c> of a value made here: six digits of fraction or
    /// none, <c>+00:00</c> for UTC.</summary>
    public override string ToString() => _text ?? Format();

    /// <summary>Python's <c>isoformat()</c>, whatever text the value was read from.</summary>
    public string Format()
    {
        Span<char> text = stackalloc char[MaxLength];
        var (date, time) = (WallClock, WallClock.TimeOfDay);
        Digits(text, date.Year, 4);
        text[4] = '-';
        Digits(text[5..], date.Month, 2);
        text[7] = '-';
        Digits(text[8..], date.Day, 2);
        text[10] = 'T';
        var used = 11 + Clock(text[11..], time);
        if (time.Ticks % TimeSpan.TicksPerSecond is not 0 and var fraction)
        {
            text[used] = '.';
            Digits(text[(used + 1)..], (int)(fraction / TimeSpan.TicksPerMicrosecond), 6);
            used += 7;
        }

        if (Offset is { } offset)
        {
            text[used++] = offset < TimeSpan.Zero ? '-' : '+';
            used += Clock(text[used..], offset.Duration()) - (offset.Seconds == 0 ? 3 : 0);
        }

        return text[..used].ToString();
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

    private static int Clock(Span<char> text, TimeSpan time)
    {
        Digits(text, time.Hours, 2);
        text[2] = ':';
        Digits(text[3..], time.Minutes, 2);
        text[5] = ':';
        Digits(text[6..], time.Seconds, 2);
        return 8;
    }

    private static void Digits(Span<char> text, int value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            text[i] = (char)('0' + value % 10);
            value /= 10;
        }
    }
}
