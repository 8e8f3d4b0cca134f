using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization;

/// <summary>Bodies without a codec: text in the encoding that the message names. Source: <c>kombu/serialization.py, loads</c>.</summary>
internal static class ContentText
{
    public static WireValue Decode(ReadOnlySpan<byte> body, string? contentEncoding)
    {
        var name = string.IsNullOrEmpty(contentEncoding) ? "utf-8" : contentEncoding.ToLowerInvariant();
        if (name is "binary" or "ascii-8bit")
        {
            return WireValue.Bytes(body.ToArray());
        }

        try
        {
            return WireValue.String(Find(name, ref body).GetString(body));
        }
        catch (DecoderFallbackException e)
        {
            throw new MessageDecodeException($"The body is not text in its content_encoding '{Shortened(name)}'.", e.Index, e);
        }
    }

    // Names as Python's encodings/aliases.py has them, after its normalisation.
    private static Encoding Find(string name, ref ReadOnlySpan<byte> body)
    {
        switch (Normalized(name))
        {
            case "utf_8" or "utf8" or "u8" or "utf" or "cp65001" or "utf8_ucs2" or "utf8_ucs4":
                return new UTF8Encoding(false, true);
            case "utf_8_sig":
                body = body.StartsWith("\uFEFF"u8) ? body[3..] : body;
                return new UTF8Encoding(false, true);
            case "ascii" or "us_ascii" or "us" or "646" or "ansi_x3.4_1968" or "ansi_x3_4_1968" or "ansi_x3.4_1986" or "cp367"
                or "csascii" or "ibm367" or "iso646_us" or "iso_646.irv_1991" or "iso_ir_6":
                return Encoding.GetEncoding("us-ascii", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            case "latin_1" or "latin1" or "latin" or "l1" or "8859" or "iso8859" or "iso8859_1" or "iso_8859_1" or "iso_8859_1_1987"
                or "cp819" or "csisolatin1" or "ibm819" or "iso_ir_100":
                return Encoding.Latin1;
            case "utf_16" or "utf16" or "u16":
                return new UnicodeEncoding(TakeOrder(ref body, 2), false, true);
            case "utf_16_le" or "utf_16le" or "unicodelittleunmarked":
                return new UnicodeEncoding(false, false, true);
            case "utf_16_be" or "utf_16be" or "unicodebigunmarked":
                return new UnicodeEncoding(true, false, true);
            case "utf_32" or "utf32" or "u32":
                return new UTF32Encoding(TakeOrder(ref body, 4), false, true);
            case "utf_32_le" or "utf_32le":
                return new UTF32Encoding(false, false, true);
            case "utf_32_be" or "utf_32be":
                return new UTF32Encoding(true, false, true);
            default:
                throw new MessageDecodeException(
                    $"The body has the content_encoding '{Shortened(name)}', which cannot be read. Send utf-8 or binary.");
        }
    }

    // True for big endian. Python takes the byte order mark off, and takes little endian without one on the machines we know.
    private static bool TakeOrder(ref ReadOnlySpan<byte> body, int size)
    {
        ReadOnlySpan<byte> little = [0xff, 0xfe, 0, 0];
        ReadOnlySpan<byte> big = [0, 0, 0xfe, 0xff];
        var isBig = body.StartsWith(big[^size..]);
        body = isBig || body.StartsWith(little[..size]) ? body[size..] : body;
        return isBig;
    }

    // encodings.normalize_encoding: every run of other characters is one underscore, none at the ends.
    private static string Normalized(string name)
    {
        var result = new StringBuilder(Math.Min(name.Length, 40));
        var gap = false;
        foreach (var c in name.AsSpan(0, Math.Min(name.Length, 40)))
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '.')
            {
                gap = true;
                continue;
            }

            if (gap && result.Length > 0)
            {
                result.Append('_');
            }

            gap = false;
            result.Append(c);
        }

        return result.ToString();
    }

    private static string Shortened(string name) => name[..Math.Min(name.Length, 40)];
}
