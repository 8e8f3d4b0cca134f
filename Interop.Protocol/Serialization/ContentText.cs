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
            return WireValue.String(Find(name).GetString(body));
        }
        catch (DecoderFallbackException e)
        {
            throw new MessageDecodeException($"The body is not text in its content_encoding '{name}'.", e.Index, e);
        }
    }

    // Python ignores dashes and underscores in names; these are the encodings that both sides always have.
    private static Encoding Find(string name) => string.Concat(name.Where(c => c is not ('-' or '_'))) switch
    {
        "utf8" or "u8" => new UTF8Encoding(false, true),
        "ascii" or "usascii" or "646" => Encoding.GetEncoding(
            "us-ascii", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        "latin1" or "iso88591" or "l1" => Encoding.Latin1,
        "utf16le" => new UnicodeEncoding(false, false, true),
        "utf16be" => new UnicodeEncoding(true, false, true),
        _ => throw new MessageDecodeException(
            $"The body has the content_encoding '{name[..Math.Min(name.Length, 40)]}', which cannot be read. Send utf-8 or binary."),
    };
}
