using System.Globalization;
using Interop.Protocol.Text;

namespace Interop.Protocol.Inspection;

/// <summary>ISO 8601 as <c>dateutil.parser.isoparse</c> reads it. Source: <c>dateutil/parser/isoparser.py</c>.</summary>
internal static class IsoParse
{
    /// <summary>The time; null where it raises <c>ValueError</c>.</summary>
    public static IsoTimestamp? Read(string text)
    {
        if (text.Any(character => character > 127) || text.Length < 4)
        {
            return null;
        }

        if ((CommonDate(text) ?? UncommonDate(text)) is not var (date, used) || date is not { } day)
        {
            return null;
        }

        var clock = new Clock(0, 0, 0, 0, null);
        if (used < text.Length)
        {
            if (Time(text.AsSpan(used + 1)) is not { } read)
            {
                return null;
            }

            clock = read;
        }

        var isMidnight = clock.Hour == 24;
        if (isMidnight && (clock.Minute, clock.Second, clock.Microsecond) != (0, 0, 0))
        {
            return null;
        }

        var time = PythonTimes.Build(
            day.Year, day.Month, day.Day, isMidnight ? 0 : clock.Hour, clock.Minute, clock.Second, clock.Microsecond, clock.Offset);
        return time is { } found && isMidnight && found.WallClock < DateTime.MaxValue.AddDays(-1)
            ? new IsoTimestamp(found.WallClock.AddDays(1), found.Offset)
            : time;
    }

    // YYYY, YYYY-MM, YYYY-MM-DD, YYYYMMDD
    private static (DateOnly? Date, int Used)? CommonDate(string text)
    {
        if (!Number(text, 0, 4, out var year))
        {
            return null;
        }

        if (text.Length == 4)
        {
            return (Day(year, 1, 1), 4);
        }

        var hasSeparator = text[4] == '-';
        var at = hasSeparator ? 5 : 4;
        if (text.Length - at < 2 || !Number(text, at, 2, out var month))
        {
            return null;
        }

        at += 2;
        if (at >= text.Length)
        {
            return hasSeparator ? (Day(year, month, 1), at) : null;
        }

        if (hasSeparator && text[at++] != '-')
        {
            return null;
        }

        return text.Length - at >= 2 && Number(text, at, 2, out var day) ? (Day(year, month, day), at + 2) : null;
    }

    // YYYY-Www, YYYY-Www-D, YYYYWww, YYYYWwwD, YYYY-DDD, YYYYDDD
    private static (DateOnly? Date, int Used)? UncommonDate(string text)
    {
        if (!Number(text, 0, 4, out var year) || year is < 1 or > 9999)
        {
            return null;
        }

        var hasSeparator = text.Length > 4 && text[4] == '-';
        var at = hasSeparator ? 5 : 4;
        if (at >= text.Length || text[at] != 'W')
        {
            return text.Length - at >= 3 && Number(text, at, 3, out var ordinal) && ordinal >= 1 && ordinal <= (DateTime.IsLeapYear(year) ? 366 : 365)
                ? (new DateOnly(year, 1, 1).AddDays(ordinal - 1), at + 3)
                : null;
        }

        at++;
        if (!Number(text, at, Math.Min(2, text.Length - at), out var week))
        {
            return null;
        }

        at += 2;
        var weekday = 1;
        if (text.Length > at)
        {
            if ((text[at] == '-') != hasSeparator)
            {
                return null;
            }

            at += hasSeparator ? 1 : 0;
            if (at >= text.Length || !Number(text, at, 1, out weekday))
            {
                return null;
            }

            at++;
        }

        if (week is < 1 or > 53 || weekday is < 1 or > 7)
        {
            return null;
        }

        var fourth = new DateOnly(year, 1, 4);
        var number = fourth.DayNumber - ((int)fourth.DayOfWeek + 6) % 7 + (week - 1) * 7 + weekday - 1;
        return number >= DateOnly.MinValue.DayNumber && number <= DateOnly.MaxValue.DayNumber ? (DateOnly.FromDayNumber(number), at) : null;
    }

    // hh, hh:mm, hhmm, hh:mm:ss, hhmmss, with a fraction of any length and an offset at any point
    private static Clock? Time(ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
        {
            return null;
        }

        Span<int> parts = stackalloc int[4];
        parts.Clear();
        TimeSpan? offset = null;
        var hasSeparator = false;
        var at = 0;
        for (var part = 0; at < text.Length && part < 6; part++)
        {
            if (text[at] is '-' or '+' or 'Z' or 'z')
            {
                if (!Offset(text[at..], out offset))
                {
                    return null;
                }

                at = text.Length;
                break;
            }

            if (part == 1 && text[at] == ':')
            {
                hasSeparator = true;
                at++;
            }
            else if (part == 2 && hasSeparator && text[at++] != ':')
            {
                return null;
            }

            if (part < 3)
            {
                var length = Math.Min(2, text.Length - at);
                if (!Number(text, at, length, out parts[part]))
                {
                    return null;
                }

                at += length;
            }
            else if (part == 3 && text[at] is '.' or ',')
            {
                var digits = 0;
                while (at + 1 + digits < text.Length && char.IsAsciiDigit(text[at + 1 + digits]))
                {
                    digits++;
                }

                if (digits > 0)
                {
                    parts[3] = int.Parse(text.Slice(at + 1, Math.Min(digits, 6)), CultureInfo.InvariantCulture);
                    for (var i = digits; i < 6; i++)
                    {
                        parts[3] *= 10;
                    }

                    at += 1 + digits;
                }
            }
        }

        return at < text.Length ? null : new Clock(parts[0], parts[1], parts[2], parts[3], offset);
    }

    // Z, ±hh, ±hhmm, ±hh:mm
    private static bool Offset(ReadOnlySpan<char> text, out TimeSpan? offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z" or "z")
        {
            return true;
        }

        var minutes = 0;
        if (text.Length is not (3 or 5 or 6) || text[0] is not ('+' or '-') || !Number(text, 1, 2, out var hours)
            || (text.Length > 3 && !Number(text, text[3] == ':' ? 4 : 3, text.Length - (text[3] == ':' ? 4 : 3), out minutes))
            || hours > 23 || minutes > 59)
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static DateOnly? Day(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    private static bool Number(ReadOnlySpan<char> text, int at, int length, out int value)
    {
        value = 0;
        return length > 0 && at + length <= text.Length && text.Slice(at, length).ContainsAnyExceptInRange('0', '9') == false
            && int.TryParse(text.Slice(at, length), NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private readonly record struct Clock(int Hour, int Minute, int Second, int Microsecond, TimeSpan? Offset);
}
