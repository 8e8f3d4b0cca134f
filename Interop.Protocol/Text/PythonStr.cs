using System.Globalization;
using Interop.Protocol.Values;

namespace Interop.Protocol.Text;

/// <summary>Python's <c>str()</c> of a value, which for most kinds is its <c>repr</c>.</summary>
internal static class PythonStr
{
    public static string Format(WireValue value) => value.Kind switch
    {
        WireKind.String or WireKind.Decimal or WireKind.Time => value.AsString(),
        WireKind.DateTime => value.AsDateTime().Format().Replace('T', ' '),
        WireKind.Date => value.AsDate().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        WireKind.Uuid => value.AsUuid().ToString(),
        WireKind.TimeDelta => Format(value.AsTimeDelta()),
        _ => PythonRepr.Format(value),
    };

    private static string Format(PythonTimeDelta value)
    {
        var clock = string.Create(CultureInfo.InvariantCulture, $"{value.Seconds / 3600}:{value.Seconds / 60 % 60:00}:{value.Seconds % 60:00}");
        var text = value.Microseconds == 0 ? clock : string.Create(CultureInfo.InvariantCulture, $"{clock}.{value.Microseconds:000000}");
        return value.Days switch
        {
            0 => text,
            1 or -1 => $"{value.Days} day, {text}",
            _ => $"{value.Days} days, {text}",
        };
    }
}
