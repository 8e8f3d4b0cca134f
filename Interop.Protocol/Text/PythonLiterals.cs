using System.Globalization;
using System.Text;

namespace Interop.Protocol.Text;

/// <summary>The pieces of <c>repr</c> that need rules: CPython <c>unicode_repr</c>, <c>bytes_repr</c>, <c>datetime</c>,
/// <c>_pydecimal</c>.</summary>
internal static class PythonLiterals
{
    public static void AppendString(StringBuilder output, string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        output.Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (unit == quote || unit == '\\')
            {
                output.Append('\\').Append(unit);
            }
            else if (unit is >= ' ' and <= '~')
            {
                output.Append(unit);
            }
            else if (unit is '\n' or '\r' or '\t')
            {
                output.Append(unit switch { '\n' => "\\n", '\r' => "\\r", _ => "\\t" });
            }
            else if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                AppendRune(output, rune);
                i += rune.Utf16SequenceLength - 1;
            }
            else
            {
                output.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
        }

        output.Append(quote);
    }

    public static void AppendBytes(StringBuilder output, ReadOnlySpan<byte> bytes)
    {
        var quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'';
        output.Append('b').Append(quote);
        foreach (var value in bytes)
        {
            _ = value switch
            {
                (byte)'\n' => output.Append("\\n"),
                (byte)'\r' => output.Append("\\r"),
                (byte)'\t' => output.Append("\\t"),
                (byte)'\\' => output.Append("\\\\"),
                _ when value == quote => output.Append('\\').Append(quote),
                >= (byte)' ' and <= (byte)'~' => output.Append((char)value),
                _ => output.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
            };
        }

        output.Append(quote);
    }

    public static string DateTime(IsoTimestamp value)
    {
        var at = value.WallClock;
        return string.Create(CultureInfo.InvariantCulture,
            $"datetime.datetime({at.Year}, {at.Month}, {at.Day}, {Clock(at.TimeOfDay)}{Zone(value.Offset)})");
    }

    /// <summary>True for what <c>time.isoformat</c> gives.</summary>
    public static bool IsTime(string isoText) => IsoTimestamp.TryParse("2000-01-01T" + isoText, out _);

    /// <summary>True for what <c>Decimal(text)</c> takes, without the underscores and blanks that it also lets pass.</summary>
    public static bool IsDecimal(string text)
    {
        var body = text.AsSpan();
        body = body is ['+' or '-', .. var rest] ? rest : body;
        if (body.IsEmpty || !char.IsAsciiDigit(body[0]) && body[0] != '.')
        {
            var name = body.TrimEnd("0123456789");
            return name.Equals("nan", StringComparison.OrdinalIgnoreCase) || name.Equals("snan", StringComparison.OrdinalIgnoreCase)
                || body.Equals("inf", StringComparison.OrdinalIgnoreCase) || body.Equals("infinity", StringComparison.OrdinalIgnoreCase);
        }

        var digits = 0;
        var points = 0;
        var at = 0;
        for (; at < body.Length && body[at] is not ('e' or 'E'); at++)
        {
            digits += char.IsAsciiDigit(body[at]) ? 1 : 0;
            points += body[at] == '.' ? 1 : 0;
        }

        return digits > 0 && points <= 1 && digits + points == at
            && (at == body.Length || int.TryParse(body[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
    }

    /// <summary>The repr of a <c>time</c> given as its <c>isoformat</c>; text that is none stays as it is, quoted.</summary>
    public static string Time(string isoText)
    {
        if (!IsoTimestamp.TryParse("2000-01-01T" + isoText, out var value))
        {
            var quoted = new StringBuilder();
            AppendString(quoted, isoText);
            return quoted.ToString();
        }

        return $"datetime.time({Clock(value.WallClock.TimeOfDay)}{Zone(value.Offset)})";
    }

    /// <summary><c>str(Decimal(text))</c>: exponent form above the digits given and below 1e-6.</summary>
    public static string DecimalText(string text)
    {
        var body = text.AsSpan().TrimStart("+-");
        var sign = text.StartsWith('-') ? "-" : "";
        if (body.IsEmpty || !char.IsAsciiDigit(body[0]) && body[0] != '.')
        {
            return text;
        }

        var e = body.IndexOfAny('e', 'E');
        var mantissa = e < 0 ? body : body[..e];
        var exponent = 0;
        if (e >= 0 && !int.TryParse(body[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return text;
        }

        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        exponent -= point < 0 ? 0 : mantissa.Length - point - 1;
        digits = digits.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0";
        var left = exponent + digits.Length;
        var place = exponent <= 0 && left > -6 ? left : 1;
        var number = place <= 0 ? $"0.{new string('0', -place)}{digits}"
            : place >= digits.Length ? digits + new string('0', place - digits.Length)
            : $"{digits.AsSpan(0, place)}.{digits.AsSpan(place)}";
        var power = left == place ? "" : string.Create(CultureInfo.InvariantCulture, $"E{left - place:+0;-0}");
        return sign + number + power;
    }

    private static void AppendRune(StringBuilder output, Rune rune)
    {
        var printable = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
        _ = (printable, rune.Value) switch
        {
            (true, _) => output.Append(rune.ToString()),
            (_, <= 0xff) => output.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
            (_, <= 0xffff) => output.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
            _ => output.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
        };
    }

    private static string Clock(TimeSpan time)
    {
        var micros = time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        return (time.Seconds, micros) switch
        {
            (0, 0) => string.Create(CultureInfo.InvariantCulture, $"{time.Hours}, {time.Minutes}"),
            (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{time.Hours}, {time.Minutes}, {time.Seconds}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{time.Hours}, {time.Minutes}, {time.Seconds}, {micros}"),
        };
    }

    private static string Zone(TimeSpan? offset)
    {
        if (offset is not { } given)
        {
            return "";
        }

        if (given == TimeSpan.Zero)
        {
            return ", tzinfo=datetime.timezone.utc";
        }

        // timedelta keeps seconds positive and lets the days carry the sign.
        var seconds = (long)given.TotalSeconds;
        var delta = seconds < 0 ? $"days=-1, seconds={seconds + 86400}" : $"seconds={seconds}";
        return $", tzinfo=datetime.timezone(datetime.timedelta({delta}))";
    }
}
