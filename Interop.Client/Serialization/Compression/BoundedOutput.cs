namespace Interop.Client.Serialization.Compression;

/// <summary>What comes out of a decoder: grows as it is written, never beyond a bound.</summary>
internal sealed class BoundedOutput(int bound)
{
    private const int ChunkSize = 16 * 1024;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    /// <summary>Room for what comes next; one byte more than the bound, so that an overrun shows.</summary>
    public Memory<byte> Room()
    {
        if (_bytes.Length - Length < ChunkSize)
        {
            var wanted = Math.Max((long)_bytes.Length * 2, Length + ChunkSize);
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(wanted, 1), Math.Max((long)bound + 1, Length + 1L)));
        }

        return _bytes.AsMemory(Length);
    }

    /// <summary>Takes what was written into <see cref="Room"/>.</summary>
    /// <returns>False when it is more than the bound.</returns>
    public bool Advance(int count)
    {
        Length += count;
        return Length <= bound;
    }

    /// <summary>Drops all behind a length it once had.</summary>
    public void CutBackTo(int length) => Length = length;

    public byte[] ToArray() => _bytes.Length == Length ? _bytes : _bytes[..Length];
}
