using System.Text;

namespace Interop.Protocol.Text;

/// <summary>UTF-8 that is refused when it is broken, never repaired.</summary>
internal static class StrictUtf8
{
    private static readonly UTF8Encoding Encoding = new(false, true);

    /// <summary>The text of some bytes.</summary>
    /// <exception cref="DecoderFallbackException">Not UTF-8.</exception>
    public static string GetString(ReadOnlySpan<byte> utf8) =>
        Ascii.IsValid(utf8) ? System.Text.Encoding.Latin1.GetString(utf8) : Encoding.GetString(utf8);

    /// <summary>Decodes into a buffer and returns how many units were written.</summary>
    /// <exception cref="DecoderFallbackException">Not UTF-8.</exception>
    public static int GetChars(ReadOnlySpan<byte> utf8, Span<char> text) => Encoding.GetChars(utf8, text);
}
