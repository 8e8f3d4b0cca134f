using System.Globalization;

namespace Interop.Protocol.Text;

/// <summary>Python's <c>repr</c> of a finite float: the shortest digits that read back as the same value.</summary>
/// <remarks>CPython <c>float_repr_style = short</c>: exponent form below 1e-4 and from 1e16 on, at least two exponent digits.</remarks>
public static class PythonFloat
{
    /// <summary>No result is longer, in bytes.</summary>
    public const int MaxLength = 32;

    /// <summary>Python's <c>repr</c>, e.g. <c>1.0</c>, <c>1e+16</c>, <c>-0.0</c>, <c>nan</c>, <c>inf</c>.</summary>
    public static string Format(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        Span<byte> buffer = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(buffer[..Format(value, buffer)]);
    }

    /// <summary>Writes a finite float and returns the number of bytes.</summary>
    internal static int Format(double value, Span<byte> output)
    {
        // "E16" is not shortest, "R" is: take its digits and exponent apart, then lay them out as Python does.
        Span<byte> shortest = stackalloc byte[MaxLength];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        var text = shortest[..length];
        Span<byte> digits = stackalloc byte[MaxLength];
        var count = 0;
        var exponent = 0;
        var point = -1;
        var at = text[0] == (byte)'-' ? 1 : 0;
        for (; at < text.Length; at++)
        {
            if (text[at] == (byte)'.')
            {
                point = count;
            }
            else if (text[at] == (byte)'E')
            {
                exponent = int.Parse(text[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else
            {
                digits[count++] = text[at];
            }
        }

        var decimalPoint = (point < 0 ? count : point) + exponent;
        var leading = 0;
        while (leading < count - 1 && digits[leading] == (byte)'0')
        {
            leading++;
        }

        decimalPoint -= leading;
        var significant = digits[leading..count].TrimEnd((byte)'0');
        if (significant.IsEmpty)
        {
            significant = digits[..1];
            decimalPoint = 1;
        }

        return Layout(text[0] == (byte)'-', significant, decimalPoint, output);
    }

    private static int Layout(bool negative, ReadOnlySpan<byte> digits, int decimalPoint, Span<byte> output)
    {
        var used = 0;
        if (negative)
        {
            output[used++] = (byte)'-';
        }

        if (decimalPoint is > -4 and <= 16)
        {
            for (var i = Math.Min(decimalPoint - 1, 0); i < Math.Max(digits.Length, decimalPoint); i++)
            {
                if (i == decimalPoint)
                {
                    output[used++] = (byte)'.';
                }

                output[used++] = i >= 0 && i < digits.Length ? digits[i] : (byte)'0';
            }

            if (decimalPoint >= digits.Length)
            {
                ".0"u8.CopyTo(output[used..]);
                used += 2;
            }

            return used;
        }

        output[used++] = digits[0];
        if (digits.Length > 1)
        {
            output[used++] = (byte)'.';
            digits[1..].CopyTo(output[used..]);
            used += digits.Length - 1;
        }

        var exponent = decimalPoint - 1;
        output[used++] = (byte)'e';
        output[used++] = exponent < 0 ? (byte)'-' : (byte)'+';
        Math.Abs(exponent).TryFormat(output[used..], out var written, "00", CultureInfo.InvariantCulture);
        return used + written;
    }
}
