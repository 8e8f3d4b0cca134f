using System.Text;
using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Yaml;

/// <summary>The characters of a document. Source: PyYAML <c>reader.py</c>.</summary>
internal static class YamlText
{
    /// <exception cref="MessageDecodeException">Neither UTF-8 nor UTF-16 with a byte order mark, or a character YAML forbids.</exception>
    public static string Decode(ReadOnlySpan<byte> body)
    {
        var isBig = body is [0xfe, 0xff, ..];
        var isUtf16 = isBig || body is [0xff, 0xfe, ..];
        string text;
        try
        {
            text = isUtf16 ? new UnicodeEncoding(isBig, false, true).GetString(body) : new UTF8Encoding(false, true).GetString(body);
        }
        catch (DecoderFallbackException e)
        {
            throw new MessageDecodeException($"The YAML document is not {(isUtf16 ? "UTF-16" : "UTF-8")}.", e.Index, e);
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (!(text[i] is '\t' or '\n' or '\r' or '\x85' or >= ' ' and <= '~' or >= '\xa0' and <= '\ufffd'))
            {
                throw new MessageDecodeException(
                    $"The YAML document holds the character U+{(int)text[i]:X4}, which YAML allows as an escape only.");
            }
        }

        return text;
    }
}
