using System.IO.Compression;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Compression;

/// <summary>Compression of message bodies by kombu's names. What kombu calls <c>gzip</c> is a zlib stream. Source:
/// <c>kombu/compression.py</c>.</summary>
public static class BodyCompression
{
    /// <summary>The name that goes into the <c>compression</c> header: <c>application/x-gzip</c>.</summary>
    public const string Zlib = "application/x-gzip";

    /// <summary>The header value of a kombu alias or MIME type, or null when it cannot be served here.</summary>
    public static string? Find(string name) => name switch
    {
        "zlib" or "gzip" or Zlib => Zlib,
        _ => null,
    };

    /// <summary>Compresses a body.</summary>
    /// <exception cref="MessageEncodeException">The compression is not available.</exception>
    public static byte[] Compress(string name, ReadOnlySpan<byte> body)
    {
        if (Find(name) is null)
        {
            throw new MessageEncodeException($"Compression '{name}' is not available. Expected zlib or gzip, or none.");
        }

        using var output = new MemoryStream(body.Length / 2 + 32);
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(body);
        }

        return output.ToArray();
    }

    /// <summary>Decompresses a body, up to a limit.</summary>
    /// <param name="name">Value of the <c>compression</c> header: a MIME type or an alias.</param>
    /// <param name="body">The compressed bytes.</param>
    /// <param name="maxLength">Most bytes that may come out.</param>
    /// <exception cref="MessageDecodeException">The compression is not available, the bytes are damaged, or more than
    /// the limit comes out.</exception>
    public static byte[] Decompress(string name, ReadOnlyMemory<byte> body, int maxLength = 256 * 1024 * 1024)
    {
        if (Find(name) is null)
        {
            throw new MessageDecodeException($"The body is compressed with '{Shorten(name)}', which is not available here. "
                + "Expected application/x-gzip; set task_compression of the sender to zlib.");
        }

        try
        {
            using var zlib = new ZLibStream(new ReadOnlyMemoryStream(body), CompressionMode.Decompress);
            using var output = new MemoryStream();
            Span<byte> chunk = stackalloc byte[4096];
            for (int read; (read = zlib.Read(chunk)) > 0;)
            {
                if (output.Length + read > maxLength)
                {
                    throw new MessageDecodeException($"The compressed body grows beyond {maxLength} bytes. Send less, or uncompressed.");
                }

                output.Write(chunk[..read]);
            }

            return output.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new MessageDecodeException($"The body is no zlib stream although its compression header says '{Shorten(name)}'.",
                innerException: e);
        }
    }

    private static string Shorten(string name) => name.Length > 60 ? string.Concat(name.AsSpan(0, 60), "...") : name;

    private sealed class ReadOnlyMemoryStream(ReadOnlyMemory<byte> bytes) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => bytes.Length;

        public override long Position
        {
            get => _at;
            set => throw new NotSupportedException("The stream only reads forward.");
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, bytes.Length - _at);
            bytes.Span.Slice(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream only reads forward.");

        public override void SetLength(long value) => throw new NotSupportedException("The stream only reads.");

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream only reads.");
    }
}
