namespace Interop.Protocol.Text;

public readonly partial struct IsoTimestamp
{
    private const int MaxLength = 48;

    /// <summary>Reads what any Celery writes: <c>T</c> or space, any number of fraction digits, no offset, <c>Z</c>,
    /// <c>±hh:mm[:ss]</c>, <c>±hhmm</c> or <c>±hh</c>; a bare date is midnight. Digits below a microsecond are dropped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value; it keeps <paramref name="text"/>.</param>
    /// <returns>False when the text is no timestamp.</returns>
    public static bool TryParse(string? text, out IsoTimestamp value)
    {
        value = default;
        if (text is null || text.Length is < 10 or > MaxLength || !TryParseDate(text.AsSpan(0, 10), out var wall))
        {
            return false;
        }

        var rest = text.AsSpan(10);
        TimeSpan? offset = null;
        if (!rest.IsEmpty)
        {
            if (rest[0] is not ('T' or 't' or ' ') || !TryParseTime(rest[1..], out var time, out var used)
                || !TryParseOffset(rest[(1 + used)..], out offset))
            {
                return false;
            }

            wall += time;
        }

        value = new IsoTimestamp(wall, offset, text);
        return true;
    }

    private static bool TryParseDate(ReadOnlySpan<char> text, out DateTime date)
    {
        date = default;
        if (!TryTwoDigits(text, 0, out var century) || !TryTwoDigits(text, 2, out var year) || text[4] != '-'
            || !TryTwoDigits(text, 5, out var month) || text[7] != '-' || !TryTwoDigits(text, 8, out var day))
        {
            return false;
        }

        year += century * 100;
        if (year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateTime(year, month, day);
        return true;
    }

    private static bool TryParseTime(ReadOnlySpan<char> text, out TimeSpan time, out int used)
    {
        time = default;
        used = 0;
        if (!TryTwoDigits(text, 0, out var hour) || text.Length < 5 || text[2] != ':' || !TryTwoDigits(text, 3, out var minute))
        {
            return false;
        }

        used = 5;
        var second = 0;
        long ticks = 0;
        if (text.Length > 5 && text[5] == ':')
        {
            if (!TryTwoDigits(text, 6, out second))
            {
                return false;
            }

            used = 8;
            if (text.Length > 9 && text[8] is '.' or ',')
            {
                var scale = TimeSpan.TicksPerSecond;
                for (used = 9; used < text.Length && char.IsAsciiDigit(text[used]); used++)
                {
                    scale /= 10;
                    ticks += (text[used] - '0') * scale;
                }

                if (used == 9)
                {
                    return false;
                }
            }
        }

        time = new TimeSpan(hour, minute, second) + TimeSpan.FromTicks(ticks);
        return hour < 24 && minute < 60 && second < 60;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> text, out TimeSpan? offset)
    {
        offset = null;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text is "Z" or "z")
        {
            offset = TimeSpan.Zero;
            return true;
        }

        if (text[0] is not ('+' or '-') || !TryTwoDigits(text, 1, out var hours))
        {
            return false;
        }

        var rest = text[3..];
        int minutes = 0, seconds = 0;
        var wellFormed = rest.Length switch
        {
            0 => true,
            2 => TryTwoDigits(rest, 0, out minutes),
            3 => rest[0] == ':' && TryTwoDigits(rest, 1, out minutes),
            6 => rest[0] == ':' && rest[3] == ':' && TryTwoDigits(rest, 1, out minutes) && TryTwoDigits(rest, 4, out seconds),
            _ => false,
        };
        if (!wellFormed || hours > 23 || minutes > 59 || seconds > 59)
        {
            return false;
        }

        var size = new TimeSpan(hours, minutes, seconds);
        offset = text[0] == '-' ? -size : size;
        return true;
    }

    private static bool TryTwoDigits(ReadOnlySpan<char> text, int at, out int value)
    {
        value = 0;
        if (text.Length < at + 2 || !char.IsAsciiDigit(text[at]) || !char.IsAsciiDigit(text[at + 1]))
        {
            return false;
        }

        value = (text[at] - '0') * 10 + (text[at + 1] - '0');
        return true;
    }
}
