namespace Interop.Protocol.Inspection;

/// <summary>Base64 as Python's <c>base64.b64decode</c> reads it: what is not of the alphabet is skipped.</summary>
internal static class PythonBase64
{
    /// <summary>The bytes; null where Python raises <c>binascii.Error</c> or <c>ValueError</c>.</summary>
    public static byte[]? Decode(string text)
    {
        var strict = new byte[text.Length / 4 * 3];
        if (Convert.TryFromBase64String(text, strict, out var length))
        {
            return strict[..length];
        }

        var output = new List<byte>(text.Length / 4 * 3);
        int position = 0, padding = 0, bits = 0;
        foreach (var character in text)
        {
            if (character > 127)
            {
                return null;
            }

            if (character == '=')
            {
                if (position >= 2 && position + ++padding >= 4)
                {
                    return [.. output];
                }

                continue;
            }

            var value = Digit(character);
            if (value < 0)
            {
                continue;
            }

            padding = 0;
            bits = (bits << 6) | value;
            if (position > 0)
            {
                output.Add((byte)(bits >> (6 - 2 * position)));
            }

            position = (position + 1) & 3;
        }

        return position == 0 ? [.. output] : null;
    }

    private static int Digit(char character) => character switch
    {
        >= 'A' and <= 'Z' => character - 'A',
        >= 'a' and <= 'z' => character - 'a' + 26,
        >= '0' and <= '9' => character - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };
}
