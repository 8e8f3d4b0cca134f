using System.Buffers.Text;

namespace Interop.Client.Resp;

/// <summary>Numbers as the server spells them.</summary>
internal static class RespNumbers
{
    /// <summary>Grammar: <c>[+-]digits[.digits][e[+-]digits]</c>, <c>inf</c>, <c>-inf</c> or <c>nan</c>.</summary>
    public static bool TryParseDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length)
        {
            return true;
        }

        bool negative = text is [(byte)'-', ..];
        ReadOnlySpan<byte> digits = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        value = digits.SequenceEqual("inf"u8) ? (negative ? double.NegativeInfinity : double.PositiveInfinity) : double.NaN;
        return !double.IsNaN(value) || digits.SequenceEqual("nan"u8);
    }

    /// <summary>Grammar: <c>[+-]digits</c>, the whole text, within 64 bits.</summary>
    public static bool TryParseInt64(ReadOnlySpan<byte> text, out long value)
    {
        if (text is [(byte)'+', ..])
        {
            text = text[1..];
            if (text is [(byte)'-' or (byte)'+', ..])
            {
                value = 0;
                return false;
            }
        }

        return Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length;
    }
}
