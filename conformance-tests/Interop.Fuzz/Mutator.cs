namespace Interop.Fuzz;

/// <summary>Makes inputs out of others: bytes changed, inserted, removed, repeated, spliced, with the grammar's tokens and with
/// numbers at the edges of their types.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> tokens)
{
    private const int MaxLength = 64 * 1024;

    private static readonly byte[][] Edges =
    [
        [0x00], [0x7f], [0x80], [0xff], [0x7f, 0xff], [0xff, 0xff], [0x00, 0x00, 0x00, 0x80], [0xff, 0xff, 0xff, 0x7f],
        [0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
        "2147483648"u8.ToArray(), "-9223372036854775809"u8.ToArray(), "1e999"u8.ToArray(),
    ];

    public byte[] Mutate(byte[] original, byte[] other)
    {
        List<byte> bytes = [.. original];
        for (var changes = 1 + random.Next(1 + random.Next(8)); changes > 0; changes--)
        {
            Change(bytes, other);
        }

        return bytes.Count <= MaxLength ? [.. bytes] : [.. bytes.Take(MaxLength)];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(10))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2 or 3 when tokens.Count > 0:
                bytes.InsertRange(at, tokens[random.Next(tokens.Count)]);
                break;
            case 4 when tokens.Count > 0:
                Overwrite(bytes, at, tokens[random.Next(tokens.Count)]);
                break;
            case 5:
                Overwrite(bytes, at, Edges[random.Next(Edges.Length)]);
                break;
            case 6:
                bytes.RemoveRange(at, random.Next(Math.Min(bytes.Count - at, 64) + 1));
                break;
            case 7:
                Repeat(bytes, at);
                break;
            case 8 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, random.Next(Math.Min(other.Length - from, 256)) + 1));
                break;
            case 9 when random.Next(8) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.Insert(at, (byte)random.Next(256));
                break;
        }
    }

    private void Repeat(List<byte> bytes, int at)
    {
        var piece = bytes.GetRange(at, Math.Min(random.Next(32), bytes.Count - at));
        var times = random.Next(16) == 0 ? random.Next(512) : random.Next(4);
        for (var i = 0; i < times && bytes.Count < MaxLength; i++)
        {
            bytes.InsertRange(at, piece);
        }
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = with[i];
        }
    }
}
