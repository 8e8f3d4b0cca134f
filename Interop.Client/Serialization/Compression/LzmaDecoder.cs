using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Compression;

/// <summary>Decodes .xz and .lzma by liblzma.</summary>
internal sealed unsafe class LzmaDecoder : NativeDecoder<LzmaStream>
{
    // Enough for the largest preset of xz (64 MiB of dictionary), and what a worker can bear from a stranger.
    private const ulong MemoryLimit = 96 * 1024 * 1024;

    public LzmaDecoder()
    {
        if (Lzma.AutoDecoder(Stream, MemoryLimit, flags: 0) != Lzma.Ok)
        {
            Dispose();
            throw new MessageDecodeException("The compressed body cannot be read: liblzma has no memory for a decoder.");
        }
    }

    /// <exception cref="MessageDecodeException">It asks for more memory than it may have.</exception>
    protected override StreamOutcome? Decode(byte* from, int length, byte* to, int room, out int read, out int written)
    {
        Stream->NextIn = from;
        Stream->AvailableIn = (nuint)length;
        Stream->NextOut = to;
        Stream->AvailableOut = (nuint)room;
        var result = Lzma.Code(Stream, Lzma.Finish);
        (read, written) = (length - (int)Stream->AvailableIn, room - (int)Stream->AvailableOut);
        return result switch
        {
            Lzma.Ok => null,
            Lzma.StreamEnd => StreamOutcome.Complete,
            Lzma.BufferError => StreamOutcome.Truncated,
            Lzma.MemoryLimit or Lzma.MemoryError => throw new MessageDecodeException(
                $"The compressed body asks for more than {MemoryLimit} bytes of memory to be read. Its sender should use a smaller dictionary."),
            _ => StreamOutcome.Damaged,
        };
    }

    protected override void End() => Lzma.End(Stream);
}
