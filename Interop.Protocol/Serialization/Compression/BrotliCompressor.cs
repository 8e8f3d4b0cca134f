using System.Buffers;
using System.IO.Compression;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Compression;

/// <summary>Celery's <c>brotli</c>: one brotli stream (RFC 7932) and nothing behind it.</summary>
public sealed class BrotliCompressor() : Compressor("application/x-brotli", "brotli")
{
    private const int Quality = 5;
    private const int Window = 22;
    private const int ChunkSize = 16 * 1024;

    /// <inheritdoc/>
    public override byte[] Compress(ReadOnlySpan<byte> body)
    {
        var output = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        return BrotliEncoder.TryCompress(body, output, out var written, Quality, Window)
            ? output[..written]
            : throw new MessageEncodeException($"The body of {body.Length} bytes could not be compressed with brotli.");
    }

    /// <inheritdoc/>
    public override byte[] Decompress(ReadOnlyMemory<byte> body, DecompressionLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var bound = limits.BoundFor(body.Length);
        var output = new ArrayBufferWriter<byte>();
        using var decoder = new BrotliDecoder();
        var rest = body.Span;
        while (true)
        {
            var status = decoder.Decompress(rest, output.GetSpan(ChunkSize), out var read, out var written);
            rest = rest[read..];
            output.Advance(written);
            if (output.WrittenCount > bound)
            {
                throw limits.Exceeded(body.Length);
            }

            switch (status)
            {
                case OperationStatus.Done when rest.IsEmpty:
                    return output.WrittenSpan.ToArray();
                case OperationStatus.Done:
                    throw new MessageDecodeException($"{rest.Length} bytes stand behind the end of the brotli stream.", body.Length - rest.Length);
                case OperationStatus.NeedMoreData:
                    throw new MessageDecodeException($"The compressed body of {body.Length} bytes is a truncated brotli stream.");
                case OperationStatus.InvalidData:
                    throw new MessageDecodeException("The compressed body is damaged: it is no brotli stream.", body.Length - rest.Length);
                default:
                    continue;
            }
        }
    }
}
