using System.Buffers;
using System.Globalization;
using Interop.Protocol.Errors;
using Interop.Protocol.Text;

namespace Interop.Protocol.Serialization.Json;

public ref partial struct WireJsonReader
{
    private const int StackChars = 256;

    private readonly string Unescape(ReadOnlySpan<byte> escaped)
    {
        // No escape and no UTF-8 sequence has more UTF-16 units than bytes.
        if (escaped.Length <= StackChars)
        {
            Span<char> small = stackalloc char[StackChars];
            return small[..Unescape(escaped, small)].ToString();
        }

        var rented = ArrayPool<char>.Shared.Rent(escaped.Length);
        try
        {
            return rented.AsSpan(0, Unescape(escaped, rented)).ToString();
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private readonly int Unescape(ReadOnlySpan<byte> escaped, Span<char> text)
    {
        var length = 0;
        while (true)
        {
            var slash = escaped.IndexOf((byte)'\\');
            if (slash < 0)
            {
                return length + StrictUtf8.GetChars(escaped, text[length..]);
            }

            length += StrictUtf8.GetChars(escaped[..slash], text[length..]);
            var used = 2;
            text[length++] = escaped[slash + 1] switch
            {
                (byte)'"' => '"',
                (byte)'\\' => '\\',
                (byte)'/' => '/',
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                (byte)'u' => HexEscape(escaped[(slash + 2)..], out used),
                _ => throw new MessageDecodeException($"The string at byte {TokenStart} has an invalid escape.", TokenStart),
            };
            escaped = escaped[(slash + used)..];
        }
    }

    private readonly char HexEscape(ReadOnlySpan<byte> digits, out int used)
    {
        used = 6;
        if (digits.Length >= 4
            && ushort.TryParse(digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            return (char)unit;
        }

        throw new MessageDecodeException($"The string at byte {TokenStart} has an invalid \\u escape.", TokenStart);
    }
}
