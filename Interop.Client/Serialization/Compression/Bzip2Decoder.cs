using System.Runtime.InteropServices;
using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Compression;

/// <summary>One decoding by libbz2; frees its memory, 4 MB at most, however it ends.</summary>
internal sealed unsafe class Bzip2Decoder : SafeHandle
{
    public Bzip2Decoder() : base(invalidHandleValue: 0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(Bzip2Stream)));
        if (Bzip2.DecompressInit(Stream, verbosity: 0, small: 0) != Bzip2.Ok)
        {
            Dispose();
            throw new MessageDecodeException("The compressed body cannot be read: libbz2 has no memory for a decoder.");
        }
    }

    public override bool IsInvalid => handle == 0;

    private Bzip2Stream* Stream => (Bzip2Stream*)handle;

    /// <summary>Decodes the stream at the start of the input.</summary>
    public StreamOutcome Read(ReadOnlySpan<byte> input, BoundedOutput output, out int consumed)
    {
        consumed = 0;
        fixed (byte* from = input)
        {
            Stream->NextIn = from;
            Stream->AvailableIn = (uint)input.Length;
            while (true)
            {
                var room = output.Room().Span;
                int result;
                fixed (byte* to = room)
                {
                    Stream->NextOut = to;
                    Stream->AvailableOut = (uint)room.Length;
                    result = Bzip2.Decompress(Stream);
                }

                var isFull = Stream->AvailableOut == 0;
                if (!output.Advance(room.Length - (int)Stream->AvailableOut))
                {
                    return StreamOutcome.TooLong;
                }

                switch (result)
                {
                    case Bzip2.StreamEnd:
                        consumed = input.Length - (int)Stream->AvailableIn;
                        return StreamOutcome.Complete;
                    case Bzip2.Ok when isFull || Stream->AvailableIn > 0:
                        continue;
                    case Bzip2.Ok:
                        return StreamOutcome.Truncated;
                    default:
                        return StreamOutcome.Damaged;
                }
            }
        }
    }

    protected override bool ReleaseHandle()
    {
        _ = Bzip2.DecompressEnd(Stream); // A parameter error when there is nothing to free.
        NativeMemory.Free(Stream);
        return true;
    }
}
