using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>The classes of <c>datetime</c> as they are pickled: a state of 10, 4 or 6 bytes and a time zone. Source: CPython
/// <c>Lib/_pydatetime.py</c>, <c>_getstate</c>.</summary>
internal static class PickleTimes
{
    private const byte FoldBit = 0x80;

    public static WireValue? Make(PickleTag tag, IReadOnlyList<WireValue> args)
    {
        var zone = WireValue.None;
        ReadOnlySpan<byte> state;
        if (args.Count is 1 or 2 && PickleValues.Latin1(args[0]) is { } bytes)
        {
            state = bytes;
            zone = args.Count == 2 ? args[1] : WireValue.None;
        }
        else if (Fields(tag, args, ref zone) is { } made)
        {
            state = made;
        }
        else
        {
            return null;
        }

        return (tag, state.Length) switch
        {
            (PickleTag.Date, 4) => Date(state) is { } date ? WireValue.Date(DateOnly.FromDateTime(date)) : default(WireValue?),
            (PickleTag.DateTime, 10) => DateAndTime(state, zone),
            (PickleTag.Time, 6) => Time(state, zone),
            _ => null,
        };
    }

    /// <summary>A timedelta of days, seconds and microseconds; null beyond Python's range.</summary>
    public static WireValue? TimeDelta(IReadOnlyList<WireValue> args)
    {
        Span<long> parts = stackalloc long[3];
        parts.Clear();
        for (var i = 0; i < args.Count; i++)
        {
            if (i == 3 || !args[i].TryGetInt64(out parts[i]))
            {
                return null;
            }
        }

        try
        {
            return WireValue.TimeDelta(new PythonTimeDelta(parts[0], parts[1], parts[2]));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static WireValue? DateAndTime(ReadOnlySpan<byte> state, WireValue zone)
    {
        var fold = (state[2] & FoldBit) != 0;
        if (Date(state) is not { } date || Clock(state[4..], 0) is not { } clock)
        {
            return null;
        }

        var wall = date + clock;
        if (zone.IsNone)
        {
            return WireValue.DateTime(new IsoTimestamp(wall, null));
        }

        return PickleZones.OffsetAt(zone, wall, fold) is { } offset
            ? WireValue.DateTime(new IsoTimestamp(wall, offset))
            : default(WireValue?);
    }

    private static WireValue? Time(ReadOnlySpan<byte> state, WireValue zone)
    {
        if (Clock(state, FoldBit) is not { } clock)
        {
            return null;
        }

        // Without a date only a fixed zone has an offset.
        var offset = zone.IsNone ? null : PickleZones.FixedOffset(zone);
        var text = new IsoTimestamp(DateTime.UnixEpoch + clock, offset).Format();
        return WireValue.Time(text["1970-01-01T".Length..]);
    }

    private static DateTime? Date(ReadOnlySpan<byte> state)
    {
        var (year, month, day) = (state[0] << 8 | state[1], state.Length > 4 ? state[2] & ~FoldBit : state[2], state[3]);
        return year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified)
            : null;
    }

    private static TimeSpan? Clock(ReadOnlySpan<byte> state, byte foldBit)
    {
        var (hour, minute, second) = (state[0] & ~foldBit, state[1], state[2]);
        var micros = state[3] << 16 | state[4] << 8 | state[5];
        return hour < 24 && minute < 60 && second < 60 && micros < 1_000_000
            ? new TimeSpan(hour, minute, second) + TimeSpan.FromMicroseconds(micros)
            : null;
    }

    // The constructor's own form, which other picklers than CPython's write: numbers, and a time zone at the end.
    private static byte[]? Fields(PickleTag tag, IReadOnlyList<WireValue> args, ref WireValue zone)
    {
        var isTime = tag == PickleTag.Time;
        var most = tag switch { PickleTag.Date => 3, PickleTag.Time => 4, _ => 7 };
        if (args.Count < (isTime ? 0 : 3) || args.Count > most + 1)
        {
            return null;
        }

        var numbers = new int[7];
        for (var i = 0; i < Math.Min(args.Count, most); i++)
        {
            if (PickleValues.Int(args[i]) is not { } number || number < 0 || number >= (i == 0 && !isTime ? 10_000 : 1_000_000))
            {
                return null;
            }

            numbers[i + (isTime ? 3 : 0)] = number;
        }

        zone = args.Count > most ? args[most] : zone;
        if (numbers.AsSpan(1, 5).ContainsAnyExceptInRange(0, 59))
        {
            return null;
        }

        byte[] state =
        [
            (byte)(numbers[0] >> 8), (byte)numbers[0], (byte)numbers[1], (byte)numbers[2],
            (byte)numbers[3], (byte)numbers[4], (byte)numbers[5],
            (byte)(numbers[6] >> 16), (byte)(numbers[6] >> 8), (byte)numbers[6],
        ];
        return tag switch { PickleTag.Date => state[..4], PickleTag.Time => state[4..], _ => state };
    }
}
