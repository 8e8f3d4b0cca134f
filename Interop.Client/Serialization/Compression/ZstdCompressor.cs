using System.Buffers.Binary;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Compression;

namespace Interop.Client.Serialization.Compression;

/// <summary>Celery's <c>zstd</c> and <c>zstandard</c>: one frame that states its content size. By the system's libzstd.</summary>
/// <remarks>Python: <c>zstandard.ZstdDecompressor().decompress</c>. It reads the first frame, lets pass what follows, and refuses a
/// frame without content size, as streaming writers make it.</remarks>
internal sealed class ZstdCompressor() : Compressor("application/zstd", "zstd", "zstandard")
{
    private const int Level = 3;
    private const uint Magic = 0xFD2FB528;
    private const int MagicLength = 4;
    private const ulong UnknownSize = ulong.MaxValue;
    private const ulong NoSize = ulong.MaxValue - 1;

    private static readonly Lazy<string?> WhyMissing = new(() => NativeLibraries.WhyMissing(Zstd.Library, "libzstd1"));

    public override string? Missing => WhyMissing.Value;

    public override unsafe byte[] Compress(ReadOnlySpan<byte> body)
    {
        if (Missing is { } missing)
        {
            throw new MessageEncodeException($"The compression zstd cannot be used: {missing}");
        }

        var output = new byte[checked((int)Zstd.CompressBound((nuint)body.Length))];
        fixed (byte* from = body, to = output)
        {
            var written = Zstd.Compress(to, (nuint)output.Length, from, (nuint)body.Length, Level);
            return Zstd.IsError(written)
                ? throw new MessageEncodeException(
                    $"The body of {body.Length} bytes could not be compressed: libzstd says {Zstd.ErrorName(written)}.")
                : output[..(int)written];
        }
    }

    public override unsafe byte[] Decompress(ReadOnlyMemory<byte> body, DecompressionLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (Missing is { } missing)
        {
            throw new MessageDecodeException($"The body is compressed with zstd, which cannot be read here: {missing}");
        }

        var input = body.Span;
        if (input.Length < MagicLength || BinaryPrimitives.ReadUInt32LittleEndian(input) != Magic)
        {
            throw new MessageDecodeException("The compressed body is no zstd frame.", 0);
        }

        fixed (byte* from = input)
        {
            var size = Zstd.FrameContentSize(from, (nuint)input.Length);
            var frame = size is NoSize ? 0 : Zstd.FrameCompressedSize(from, (nuint)input.Length);
            if (size is NoSize || Zstd.IsError(frame))
            {
                throw new MessageDecodeException($"The compressed body of {body.Length} bytes is a truncated or damaged zstd frame.");
            }

            if (size is UnknownSize)
            {
                throw new MessageDecodeException("The zstd frame does not state the size of its content, and Celery does not read such "
                    + "frames. Compress the body at once, not as a stream.");
            }

            if (size > (ulong)limits.BoundFor(body.Length))
            {
                throw limits.Exceeded(body.Length);
            }

            // The size is only claimed; each block can hold no more than this much of it.
            if (size > ZstdFrame.MostContent(input[..(int)frame]))
            {
                throw new MessageDecodeException(
                    $"The zstd frame claims {size} bytes, more than its blocks can hold. It is damaged.");
            }

            return Fill(from, frame, new byte[(int)size]);
        }
    }

    private static unsafe byte[] Fill(byte* frame, nuint length, byte[] output)
    {
        fixed (byte* to = output)
        {
            byte nothing = 0;
            var written = Zstd.Decompress(output.Length == 0 ? &nothing : to, (nuint)output.Length, frame, length);
            if (Zstd.IsError(written))
            {
                throw new MessageDecodeException($"The zstd frame is damaged: libzstd says {Zstd.ErrorName(written)}.");
            }

            return (int)written == output.Length ? output : throw new MessageDecodeException(
                $"The zstd frame claims {output.Length} bytes and holds {written}. It is damaged.");
        }
    }
}
