using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Compression;

/// <summary>Decodes by libbz2, in 4 MB of memory at most.</summary>
internal sealed unsafe class Bzip2Decoder : NativeDecoder<Bzip2Stream>
{
    public Bzip2Decoder()
    {
        if (Bzip2.DecompressInit(Stream, verbosity: 0, small: 0) != Bzip2.Ok)
        {
            Dispose();
            throw new MessageDecodeException("The compressed body cannot be read: libbz2 has no memory for a decoder.");
        }
    }

    protected override StreamOutcome? Decode(byte* from, int length, byte* to, int room, out int read, out int written)
    {
        Stream->NextIn = from;
        Stream->AvailableIn = (uint)length;
        Stream->NextOut = to;
        Stream->AvailableOut = (uint)room;
        var result = Bzip2.Decompress(Stream);
        (read, written) = (length - (int)Stream->AvailableIn, room - (int)Stream->AvailableOut);
        return result switch
        {
            Bzip2.StreamEnd => StreamOutcome.Complete,
            Bzip2.Ok when written == room || read < length => null,
            Bzip2.Ok => StreamOutcome.Truncated,
            _ => StreamOutcome.Damaged,
        };
    }

    protected override void End() => _ = Bzip2.DecompressEnd(Stream); // A parameter error when there is nothing to free.
}
