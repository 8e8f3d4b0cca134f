using System.IO.Compression;
using System.Runtime.InteropServices;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Compression;

/// <summary>Celery's <c>gzip</c> and <c>zlib</c>: a zlib stream (RFC 1950), in spite of the name <c>application/x-gzip</c>.</summary>
public sealed class ZlibCompressor() : Compressor("application/x-gzip", "gzip", "zlib")
{
    private const int ChunkSize = 16 * 1024;

    private static ReadOnlySpan<byte> Empty => [0x78, 0x9c, 3, 0, 0, 0, 0, 1];

    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    /// <inheritdoc/>
    public override byte[] Compress(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return [.. Empty]; // The framework's stream writes nothing at all then.
        }

        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(body);
        }

        return output.ToArray();
    }

    /// <inheritdoc/>
    public override byte[] Decompress(ReadOnlyMemory<byte> body, DecompressionLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var bound = limits.BoundFor(body.Length);
        using var input = MemoryMarshal.TryGetArray(body, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(body.ToArray(), writable: false);
        using var zlib = new ZLibStream(input, CompressionMode.Decompress);
        using var output = new MemoryStream();
        var chunk = new byte[ChunkSize];
        var checksum = Adler32.Start;
        try
        {
            for (int read; (read = zlib.Read(chunk)) > 0;)
            {
                if (output.Length + read > bound)
                {
                    throw limits.Exceeded(body.Length);
                }

                checksum = Adler32.Update(checksum, chunk.AsSpan(0, read));
                output.Write(chunk, 0, read);
            }
        }
        catch (InvalidDataException e)
        {
            throw new MessageDecodeException(
                body.Span.StartsWith(GzipMagic)
                    ? "The compressed body is a gzip file. Celery's gzip is a zlib stream, and it reads nothing else."
                    : "The compressed body is damaged: it is no zlib stream.", -1, e);
        }

        // The stream ends quietly on truncated input; the checksum behind the data tells.
        if (!Adler32.EndsWith(body.Span, checksum))
        {
            throw new MessageDecodeException($"The compressed body of {body.Length} bytes is truncated or damaged.");
        }

        return output.ToArray();
    }

    /// <summary>The checksum of zlib streams (RFC 1950, section 8.2).</summary>
    private static class Adler32
    {
        public const uint Start = 1;

        private const uint Modulus = 65521;
        private const int BlockSize = 5552;

        public static uint Update(uint checksum, ReadOnlySpan<byte> data)
        {
            var (low, high) = (checksum & 0xffff, checksum >> 16);
            while (!data.IsEmpty)
            {
                var block = data[..Math.Min(data.Length, BlockSize)];
                foreach (var value in block)
                {
                    low += value;
                    high += low;
                }

                low %= Modulus;
                high %= Modulus;
                data = data[block.Length..];
            }

            return (high << 16) | low;
        }

        // zlib.decompress refuses what lacks the checksum; bytes behind it are let through, as Python does.
        public static bool EndsWith(ReadOnlySpan<byte> body, uint checksum)
        {
            Span<byte> trailer = stackalloc byte[4];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(trailer, checksum);
            return body.EndsWith(trailer) || body.IndexOf(trailer) > 0;
        }
    }
}
