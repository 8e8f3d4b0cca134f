using System.Runtime.InteropServices;
using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Compression;

/// <summary>One decoding by liblzma; frees its memory however it ends.</summary>
internal sealed unsafe class LzmaDecoder : SafeHandle
{
    // Enough for the largest preset of xz (64 MiB of dictionary), and what a worker can bear from a stranger.
    private const ulong MemoryLimit = 96 * 1024 * 1024;

    public LzmaDecoder() : base(invalidHandleValue: 0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(LzmaStream)));
        if (Lzma.AutoDecoder(Stream, MemoryLimit, flags: 0) != Lzma.Ok)
        {
            Dispose();
            throw new MessageDecodeException("The compressed body cannot be read: liblzma has no memory for a decoder.");
        }
    }

    public override bool IsInvalid => handle == 0;

    private LzmaStream* Stream => (LzmaStream*)handle;

    /// <summary>Decodes the stream at the start of the input, .xz or .lzma.</summary>
    /// <exception cref="MessageDecodeException">It asks for more memory than it may have.</exception>
    public StreamOutcome Read(ReadOnlySpan<byte> input, BoundedOutput output, out int consumed)
    {
        consumed = 0;
        fixed (byte* from = input)
        {
            Stream->NextIn = from;
            Stream->AvailableIn = (nuint)input.Length;
            while (true)
            {
                var room = output.Room().Span;
                int result;
                fixed (byte* to = room)
                {
                    Stream->NextOut = to;
                    Stream->AvailableOut = (nuint)room.Length;
                    result = Lzma.Code(Stream, Lzma.Finish);
                }

                if (!output.Advance(room.Length - (int)Stream->AvailableOut))
                {
                    return StreamOutcome.TooLong;
                }

                switch (result)
                {
                    case Lzma.Ok:
                        continue;
                    case Lzma.StreamEnd:
                        consumed = input.Length - (int)Stream->AvailableIn;
                        return StreamOutcome.Complete;
                    case Lzma.BufferError:
                        return StreamOutcome.Truncated;
                    case Lzma.MemoryLimit or Lzma.MemoryError:
                        throw new MessageDecodeException(
                            $"The compressed body asks for more than {MemoryLimit} bytes of memory to be read. Its sender should use a smaller dictionary.");
                    default:
                        return StreamOutcome.Damaged;
                }
            }
        }
    }

    protected override bool ReleaseHandle()
    {
        Lzma.End(Stream);
        NativeMemory.Free(Stream);
        return true;
    }
}
