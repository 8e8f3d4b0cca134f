using System.Globalization;
using System.Text.RegularExpressions;
using Interop.Protocol.Messages;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>Reads <c>eta</c> and <c>expires</c> exactly as a release does: up to 5.2 with a regular expression, from 5.3.5 with dateutil.
/// Celery: <c>celery.utils.time.maybe_iso8601</c>.</summary>
internal static partial class PythonTimes
{
    /// <summary>What becomes of a value that is not null.</summary>
    public enum Outcome
    {
        /// <summary>A time.</summary>
        Time,

        /// <summary>An invalid task.</summary>
        Invalid,

        /// <summary>Something false, over which the worker ends.</summary>
        Nothing,
    }

    public static (Outcome Outcome, IsoTimestamp Time) Read(WireValue value, CeleryRelease release)
    {
        if (!WireText.IsTruthy(value))
        {
            return (Outcome.Nothing, default);
        }

        if (value.Kind == WireKind.DateTime)
        {
            return (Outcome.Time, value.AsDateTime());
        }

        var time = value.AsStringOrNull() is not { } text ? null
            : release < CeleryRelease.V53 ? ReadOld(text) : IsoParse.Read(text);
        return time is { } found ? (Outcome.Time, found) : (Outcome.Invalid, default);
    }

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})(-(?<month>[0-9]{1,2})(-(?<day>[0-9]{1,2})(.(?<hour>[0-9]{2}):(?<minute>[0-9]{2})"
        + @"(:(?<second>[0-9]{2})(\.(?<fraction>[0-9]+))?)?(?<zone>Z|((?<sign>[-+])(?<hours>[0-9]{2}):(?<minutes>[0-9]{2})))?)?)?)?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OldForm { get; }

    // Digits of the fraction are microseconds as they stand; what follows the match is not looked at.
    private static IsoTimestamp? ReadOld(string text)
    {
        var match = OldForm.Match(text);
        if (!match.Groups["month"].Success || !match.Groups["day"].Success)
        {
            return null;
        }

        TimeSpan? offset = match.Groups["zone"].Value switch
        {
            "" => null,
            "Z" => TimeSpan.Zero,
            _ => new TimeSpan(Number("hours"), Number("minutes"), 0) * (match.Groups["sign"].Value == "-" ? -1 : 1),
        };
        return Build(
            Number("year"), Number("month"), Number("day"), Number("hour"), Number("minute"), Number("second"), Number("fraction"), offset);

        // A fraction can have any number of digits; what does not fit is out of range all the same.
        int Number(string group) => !match.Groups[group].Success ? 0
            : int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
    }

    public static IsoTimestamp? Build(
        int year, int month, int day, int hour, int minute, int second, int microseconds, TimeSpan? offset)
    {
        var isValid = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            && hour is >= 0 and < 24 && minute is >= 0 and < 60 && second is >= 0 and < 60 && microseconds is >= 0 and < 1_000_000
            && (offset is null || offset.Value.Duration() < TimeSpan.FromDays(1));
        return isValid
            ? new IsoTimestamp(
                new DateTime(year, month, day, hour, minute, second).AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), offset)
            : null;
    }
}
