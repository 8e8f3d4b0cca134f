using System.Globalization;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Serialization.Yaml;

/// <summary>A scalar as <c>safe_dump</c> writes it: plain where it reads back, else in single quotes, else in double ones.</summary>
/// <remarks>Source: PyYAML <c>emitter.py, analyze_scalar</c> and <c>choose_scalar_style</c>.</remarks>
internal static class YamlScalarText
{
    /// <exception cref="MessageEncodeException">A kind that <c>safe_dump</c> refuses.</exception>
    public static string Of(WireValue value) => value.Kind switch
    {
        WireKind.None => "null",
        WireKind.Boolean => value.AsBoolean() ? "true" : "false",
        WireKind.Integer => value.AsBigInteger().ToString(CultureInfo.InvariantCulture),
        WireKind.Float => Float(value.AsDouble()),
        WireKind.Date => value.AsDate().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        WireKind.DateTime => DateTime(value.AsDateTime()),
        WireKind.String => Text(value.AsString()),
        _ => throw new MessageEncodeException($"YAML cannot carry {PythonRepr.SafeRepr(value, 100)}, a value of kind {value.Kind}: "
            + "yaml.safe_dump refuses it. Send text instead, or choose another serializer."),
    };

    private static string Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
        }

        var text = PythonFloat.Format(value);
        return text.Contains('.', StringComparison.Ordinal) ? text : text.Replace("e", ".0e", StringComparison.Ordinal);
    }

    private static string DateTime(IsoTimestamp value) => value.Offset is { Seconds: not 0 }
        ? throw new MessageEncodeException($"YAML cannot carry the offset of {value.Format()}: yaml.safe_load reads hours and minutes.")
        : value.Format().Replace('T', ' ');

    private static string Text(string text)
    {
        if (text.Length == 0)
        {
            return "''";
        }

        var (isPlain, isSingle) = Analyze(text);
        if (isPlain && YamlTags.OfPlain(text) == YamlTags.Text)
        {
            return text;
        }

        return isSingle ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'" : DoubleQuoted(text);
    }

    private static (bool Plain, bool Single) Analyze(string text)
    {
        var isPlain = !text.StartsWith("---", StringComparison.Ordinal) && !text.StartsWith("...", StringComparison.Ordinal)
            && text[0] != ' ' && text[^1] != ' ';
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~')
            {
                return (false, false);
            }

            var blankAfter = i + 1 == text.Length || text[i + 1] == ' ';
            isPlain &= i == 0
                ? !"#,[]{}&*!|>'\"%@`".Contains(text[0], StringComparison.Ordinal) && !(text[0] is '?' or ':' or '-' && blankAfter)
                : !(text[i] == ':' && blankAfter) && !(text[i] == '#' && text[i - 1] == ' ');
        }

        return (isPlain, true);
    }

    private static string DoubleQuoted(string text)
    {
        var output = new StringBuilder(text.Length + 8).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            if (Escape(text[i]) is { } letter)
            {
                output.Append('\\').Append(letter);
            }
            else if (text[i] is >= ' ' and <= '~')
            {
                output.Append(text[i]);
            }
            else if (char.IsSurrogatePair(text, i))
            {
                output.Append(CultureInfo.InvariantCulture, $"\\U{char.ConvertToUtf32(text, i):X8}");
                i++;
            }
            else
            {
                _ = text[i] <= '\xff'
                    ? output.Append(CultureInfo.InvariantCulture, $"\\x{(int)text[i]:X2}")
                    : output.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            }
        }

        return output.Append('"').ToString();
    }

    private static char? Escape(char c) => c switch
    {
        '\0' => '0',
        '\a' => 'a',
        '\b' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\v' => 'v',
        '\f' => 'f',
        '\r' => 'r',
        '\e' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\x85' => 'N',
        '\xa0' => '_',
        '\u2028' => 'L',
        '\u2029' => 'P',
        _ => null,
    };
}
