using System.Globalization;
using System.Text.RegularExpressions;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Serialization.Yaml;

/// <summary>The text of a scalar to its value. Source: PyYAML <c>constructor.py</c>, <c>construct_yaml_*</c>.</summary>
internal static partial class YamlScalars
{
    /// <summary>False where Python raises.</summary>
    public static bool TryRead(string tag, string text, out WireValue value)
    {
        value = default;
        switch (tag)
        {
            case YamlTags.Boolean:
                return TryReadBoolean(text, out value);
            case YamlTags.Integer when YamlNumbers.TryReadInteger(text, out var integer):
                value = integer;
                return true;
            case YamlTags.Float when YamlNumbers.TryReadFloat(text, out var number):
                value = number;
                return true;
            case YamlTags.Binary when TryReadBase64(text, out var bytes):
                value = WireValue.Bytes(bytes);
                return true;
            case YamlTags.Timestamp:
                return TryReadTimestamp(text, out value);
            default:
                return false;
        }
    }

    private static bool TryReadBoolean(string text, out WireValue value)
    {
        var word = text.ToLowerInvariant();
        value = word is "yes" or "true" or "on";
        return value.AsBoolean() || word is "no" or "false" or "off";
    }

    // As binascii.a2b_base64: what is not of the alphabet is skipped. Data behind a full padding is refused, since Python up to
    // 3.12 leaves it out and later ones read it.
    private static bool TryReadBase64(string text, out ReadOnlyMemory<byte> value)
    {
        value = default;
        var bytes = new byte[(text.Length + 3) / 4 * 3];
        int used = 0, position = 0, pads = 0, left = 0;
        var isPadded = false;
        foreach (var c in text)
        {
            if (!char.IsAscii(c))
            {
                return false;
            }

            if (c == '=')
            {
                isPadded |= position >= 2 && position + ++pads >= 4;
                continue;
            }

            var digit = Base64Digit(c);
            if (digit < 0)
            {
                continue;
            }

            if (isPadded)
            {
                return false;
            }

            pads = 0;
            if (position > 0)
            {
                bytes[used++] = (byte)(left << (2 * position) | digit >> (6 - 2 * position));
            }

            left = digit & (0xff >> (2 + 2 * position));
            position = (position + 1) % 4;
        }

        value = bytes.AsMemory(0, used);
        return isPadded || position == 0;
    }

    private static int Base64Digit(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };

    private static bool TryReadTimestamp(string text, out WireValue value)
    {
        value = default;
        var match = TimestampForm().Match(text);
        var (year, month, day) = (Number(match, "year"), Number(match, "month"), Number(match, "day"));
        if (!match.Success || year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        if (!match.Groups["hour"].Success)
        {
            value = WireValue.Date(new DateOnly(year, month, day));
            return true;
        }

        var (hour, minute, second) = (Number(match, "hour"), Number(match, "minute"), Number(match, "second"));
        var offset = new TimeSpan(Number(match, "tzhour"), Number(match, "tzminute"), 0);
        if (hour > 23 || minute > 59 || second > 59 || offset >= TimeSpan.FromDays(1))
        {
            return false;
        }

        var fraction = match.Groups["fraction"].Value.PadRight(6, '0')[..6];
        var wall = new DateTime(year, month, day, hour, minute, second)
            .AddTicks(int.Parse(fraction, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond);
        value = new IsoTimestamp(wall, match.Groups["zone"].Success ? match.Groups["sign"].Value == "-" ? -offset : offset : null);
        return true;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found ? int.Parse(found.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        "^(?<year>[0-9]{4})-(?<month>[0-9][0-9]?)-(?<day>[0-9][0-9]?)(?:(?:[Tt]|[ \t]+)(?<hour>[0-9][0-9]?):(?<minute>[0-9]{2})"
        + ":(?<second>[0-9]{2})(?:\\.(?<fraction>[0-9]*))?"
        + "(?:[ \t]*(?<zone>Z|(?<sign>[-+])(?<tzhour>[0-9][0-9]?)(?::(?<tzminute>[0-9]{2}))?))?)?$")]
    private static partial Regex TimestampForm();
}
