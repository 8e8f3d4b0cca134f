using System.Globalization;

namespace Interop.Protocol.Values;

/// <summary>A Python <c>datetime.timedelta</c>, whose range is wider than that of <see cref="TimeSpan"/>.</summary>
public readonly record struct PythonTimeDelta
{
    /// <summary>Most days on either side of zero.</summary>
    public const int MaxDays = 999_999_999;

    private const int SecondsPerDay = 86_400;
    private const int MicrosecondsPerSecond = 1_000_000;

    /// <summary>Creates a normalised value, as Python's constructor does: only <see cref="Days"/> may come out negative.</summary>
    /// <exception cref="OverflowException">More than <see cref="MaxDays"/> days.</exception>
    public PythonTimeDelta(long days, long seconds, long microseconds)
    {
        var (carriedSeconds, restMicroseconds) = FloorDivide(microseconds, MicrosecondsPerSecond);
        var (carriedDays, restSeconds) = FloorDivide(checked(seconds + carriedSeconds), SecondsPerDay);
        var allDays = checked(days + carriedDays);
        if (allDays is > MaxDays or < -MaxDays)
        {
            throw new OverflowException($"A timedelta of {allDays} days is out of Python's range of {MaxDays} days.");
        }

        (Days, Seconds, Microseconds) = ((int)allDays, (int)restSeconds, (int)restMicroseconds);
    }

    /// <summary>Whole days, negative for a negative value.</summary>
    public int Days { get; }

    /// <summary>Seconds within the day, 0 to 86,399.</summary>
    public int Seconds { get; }

    /// <summary>Microseconds within the second, 0 to 999,999.</summary>
    public int Microseconds { get; }

    /// <summary>Ticks below a microsecond are dropped.</summary>
    public static PythonTimeDelta From(TimeSpan value) => new(0, 0, value.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>The same span, when <see cref="TimeSpan"/> can hold it (about 10.6 million days).</summary>
    public bool TryToTimeSpan(out TimeSpan value)
    {
        const int longest = 10_675_198;
        var fits = Days is > -longest and < longest;
        value = fits
            ? new TimeSpan(Days * TimeSpan.TicksPerDay + Seconds * TimeSpan.TicksPerSecond + Microseconds * TimeSpan.TicksPerMicrosecond)
            : default;
        return fits;
    }

    /// <summary>Python's <c>repr</c>, e.g. <c>datetime.timedelta(days=1, seconds=2)</c>.</summary>
    public override string ToString()
    {
        var parts = new List<string>(3);
        Add("days", Days);
        Add("seconds", Seconds);
        Add("microseconds", Microseconds);
        return parts.Count == 0 ? "datetime.timedelta(0)" : $"datetime.timedelta({string.Join(", ", parts)})";

        void Add(string name, int value)
        {
            if (value != 0)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={value}"));
            }
        }
    }

    private static (long Quotient, long Remainder) FloorDivide(long value, long divisor)
    {
        var (quotient, rest) = Math.DivRem(value, divisor);
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest);
    }
}
