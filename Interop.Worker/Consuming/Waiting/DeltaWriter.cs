using System.Buffers.Binary;

namespace Interop.Worker.Consuming.Waiting;

/// <summary>Writes bytes as their difference to others, the template: messages of one kind differ in ids, times and arguments only.
/// One thread at a time.</summary>
/// <remarks>
/// Grammar: length { literal | copy }, numbers as LEB128; <c>literal</c> = 2n, n bytes; <c>copy</c> = 2n + 1, position in the template
/// followed by what has been written, where n bytes are found. Read by <see cref="DeltaReader"/>.
/// </remarks>
internal sealed class DeltaWriter
{
    /// <summary>Longest template, and longest text that is written.</summary>
    public const int MaxLength = 4096;

    private const int ShortestCopy = 5;
    private const int HashBits = 11;
    private const int Nowhere = ushort.MaxValue;

    private readonly ushort[] _inTemplate = new ushort[1 << HashBits];
    private readonly ushort[] _inText = new ushort[1 << HashBits];

    // A copy and the head of the literal after it are shorter than what the copy stands for.
    private readonly byte[] _output = new byte[MaxLength + 16];
    private int _length;

    /// <param name="template">At most <see cref="MaxLength"/> bytes.</param>
    public DeltaWriter(byte[] template)
    {
        Template = template;
        Array.Fill(_inTemplate, (ushort)Nowhere);
        for (var at = 0; at + sizeof(uint) <= template.Length; at++)
        {
            _inTemplate[Hash(template.AsSpan(at))] = (ushort)at;
        }
    }

    public byte[] Template { get; }

    /// <param name="text">At most <see cref="MaxLength"/> bytes.</param>
    public byte[] Write(ReadOnlySpan<byte> text)
    {
        Array.Fill(_inText, (ushort)Nowhere);
        _length = 0;
        Number(text.Length);
        int from = 0, at = 0, shift = 0;
        while (at + sizeof(uint) <= text.Length)
        {
            var hash = Hash(text[at..]);
            var (position, count) = Longest(text, at, shift, hash);
            _inText[hash] = (ushort)at;
            if (count < ShortestCopy)
            {
                at++;
                continue;
            }

            Literal(text[from..at]);
            Number((2 * count) + 1);
            Number(position);
            shift = position < Template.Length ? position - at : shift;
            from = at += count;
        }

        Literal(text[from..]);
        return _output.AsSpan(0, _length).ToArray();
    }

    /// <summary>What follows a difference mostly stands where the last copy leads, so that is looked at beside the hashes.</summary>
    private (int Position, int Count) Longest(ReadOnlySpan<byte> text, int at, int shift, int hash)
    {
        var best = (Position: 0, Count: 0);
        Try(text, at + shift, ref best);
        Try(text, _inTemplate[hash], ref best);
        if (_inText[hash] is var earlier && earlier != Nowhere)
        {
            var count = text[earlier..at].CommonPrefixLength(text[at..]);
            best = count > best.Count ? (Template.Length + earlier, count) : best;
        }

        return best;

        void Try(ReadOnlySpan<byte> text, int position, ref (int Position, int Count) best)
        {
            if (position >= 0 && position < Template.Length
                && Template.AsSpan(position).CommonPrefixLength(text[at..]) is var count && count > best.Count)
            {
                best = (position, count);
            }
        }
    }

    private void Literal(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            Number(2 * bytes.Length);
            bytes.CopyTo(_output.AsSpan(_length));
            _length += bytes.Length;
        }
    }

    private void Number(int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _output[_length++] = (byte)(value | 0x80);
        }

        _output[_length++] = (byte)value;
    }

    private static int Hash(ReadOnlySpan<byte> bytes) =>
        (int)((BinaryPrimitives.ReadUInt32LittleEndian(bytes) * 0x9E3779B1) >> (32 - HashBits));
}
