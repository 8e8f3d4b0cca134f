namespace Interop.Protocol.Tests;

/// <summary>Bytes that were damaged: changed, cut, doubled, with JSON's signs in odd places.</summary>
internal static class Mutations
{
    private static readonly byte[] Signs = "{}[],:\"\\0123456789-+.eEtfnulasrNI \u0000"u8.ToArray();

    public static byte[] Mutate(ReadOnlySpan<byte> original, Random random)
    {
        List<byte> bytes = [.. original];
        for (var changes = random.Next(1, 8); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = Signs[random.Next(Signs.Length)];
                    break;
                case 2:
                    bytes.Insert(at, Signs[random.Next(Signs.Length)]);
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    break;
                case 4:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(20, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Replaces one JSON token of a text by another, so that it often stays JSON.</summary>
    public static byte[] Retype(string json, Random random)
    {
        string[] values = ["null", "true", "0", "-1", "1.5", "1e400", "NaN", "\"x\"", "\"\"", "[]", "{}", "[1]", "{\"a\": 1}",
            "99999999999999999999", "\"2026-01-02T03:04:05\"", "{\"__type__\": \"uuid\", \"__value__\": {\"hex\": \"00000000000040008000000000000001\"}}"];
        var parts = System.Text.RegularExpressions.Regex.Matches(json, "(?<=: )(\"[^\"]*\"|[0-9]+|null|true|false|\\[[^\\[\\]]*\\]|\\{[^{}]*\\})");
        if (parts.Count == 0)
        {
            return System.Text.Encoding.UTF8.GetBytes(json);
        }

        var part = parts[random.Next(parts.Count)];
        return System.Text.Encoding.UTF8.GetBytes(
            string.Concat(json.AsSpan(0, part.Index), values[random.Next(values.Length)], json.AsSpan(part.Index + part.Length)));
    }
}
