using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace Interop.Client.Serialization.Yaml;

/// <summary>Numbers as Python makes them of a scalar's text, which an explicit tag may have let past the resolver's rules.</summary>
internal static partial class YamlNumbers
{
    private const int MaxDecimalDigits = 4300;
    private const int MaxDigits = 16_384;
    private const int MaxParts = 2_400;
    private const int MaxFloatParts = 174;

    /// <summary><c>construct_yaml_int</c>: underscores anywhere, <c>0b</c>, <c>0x</c>, octal with a leading zero, base 60.</summary>
    public static bool TryReadInteger(string text, out BigInteger value)
    {
        var digits = Signed(text.Replace("_", "", StringComparison.Ordinal), out var sign);
        value = default;
        if (digits.Length == 0)
        {
            return false;
        }

        var read = digits.StartsWith("0b", StringComparison.Ordinal) ? TryParse(digits[2..], 2, out value)
            : digits.StartsWith("0x", StringComparison.Ordinal) ? TryParse(digits[2..], 16, out value)
            : digits[0] == '0' ? TryParse(digits, 8, out value)
            : TryReadBase60(digits, out value);
        value *= sign;
        return read;
    }

    /// <summary><c>construct_yaml_float</c>: underscores anywhere, <c>.inf</c>, <c>.nan</c>, base 60.</summary>
    public static bool TryReadFloat(string text, out double value)
    {
        var digits = Signed(text.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant(), out var sign);
        value = digits == ".inf" ? double.PositiveInfinity * sign : double.NaN;
        if (digits is ".inf" or ".nan")
        {
            return true;
        }

        var parts = digits.Split(':');
        if (text.Length == 0 || parts.Length > MaxFloatParts)
        {
            return false;
        }

        double sum = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (!TryParse(parts[^(i + 1)], out var part))
            {
                return false;
            }

            // Python multiplies by the exact power, rounded once.
            var power = i < 10 ? Math.Pow(60, i) : double.Parse(BigInteger.Pow(60, i).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            sum = parts.Length == 1 ? part : sum + part * power;
        }

        value = sum * sign;
        return true;
    }

    private static bool TryReadBase60(string text, out BigInteger value)
    {
        value = default;
        var parts = text.Split(':');
        if (parts.Length > MaxParts)
        {
            return false;
        }

        foreach (var part in parts)
        {
            if (!TryParse(part, 10, out var digit))
            {
                return false;
            }

            value = value * 60 + digit;
        }

        return true;
    }

    // int(text, base): blanks around, a sign, the prefix of the base, digits of any script.
    private static bool TryParse(string text, int radix, out BigInteger value)
    {
        value = default;
        var digits = Signed(Plain(text), out var sign);
        var prefix = radix switch { 2 => "0b", 8 => "0o", 16 => "0x", _ => " " };
        digits = digits.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        if (digits.Length == 0 || digits.Length > (radix == 10 ? MaxDecimalDigits : MaxDigits) || digits.Any(c => DigitOf(c) >= radix))
        {
            return false;
        }

        value = radix switch
        {
            2 => BigInteger.Parse("0" + digits, NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture),
            16 => BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            8 => BigInteger.Parse(
                "0" + string.Concat(digits.Select(c => Convert.ToString(c - '0', 2).PadLeft(3, '0'))),
                NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture),
            _ => BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture),
        };
        value *= sign;
        return true;
    }

    // float(text)
    private static bool TryParse(string text, out double value)
    {
        var plain = Plain(text);
        if (FloatForm().IsMatch(plain))
        {
            return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        var word = Signed(plain, out var sign);
        value = word == "nan" ? double.NaN : double.PositiveInfinity * sign;
        return word is "nan" or "inf" or "infinity";
    }

    private static string Signed(string text, out int sign)
    {
        sign = text.StartsWith('-') ? -1 : 1;
        return text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
    }

    private static int DigitOf(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => int.MaxValue,
    };

    private static string Plain(string text)
    {
        text = text.Trim();
        if (text.All(char.IsAscii))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(Rune.IsDigit(rune) ? ((int)Rune.GetNumericValue(rune)).ToString(CultureInfo.InvariantCulture) : rune.ToString());
        }

        return result.ToString();
    }

    [GeneratedRegex(@"^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?\z")]
    private static partial Regex FloatForm();
}
