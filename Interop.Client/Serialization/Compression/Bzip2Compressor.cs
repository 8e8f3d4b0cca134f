using System.Runtime.InteropServices;
using ICSharpCode.SharpZipLib.BZip2;

namespace Interop.Client.Serialization.Compression;

/// <summary>Celery's <c>bzip2</c> and <c>bzip</c>.</summary>
internal sealed class Bzip2Compressor() : StreamCompressor("bzip2", "application/x-bz2", "bzip2", "bzip")
{
    private const int HeaderLength = 4;

    protected override bool TakesNothing => true;

    public override byte[] Compress(ReadOnlySpan<byte> body)
    {
        var output = new MemoryStream();
        using (var bzip2 = new BZip2OutputStream(output) { IsStreamOwner = false })
        {
            bzip2.Write(body);
        }

        return output.ToArray();
    }

    protected override StreamOutcome ReadStream(ReadOnlyMemory<byte> input, BoundedOutput output, out int consumed)
    {
        consumed = 0;
        if (CheckHeader(input.Span) is var header and not StreamOutcome.Complete)
        {
            return header;
        }

        // It reads byte by byte, so that the position behind the last one is that behind the stream.
        using var source = Source(input);
        try
        {
            using var bzip2 = new BZip2InputStream(source) { IsStreamOwner = false };
            while (true)
            {
                var room = output.Room();
                MemoryMarshal.TryGetArray<byte>(room, out var segment);
                var read = bzip2.Read(segment.Array!, segment.Offset, segment.Count);
                if (read <= 0)
                {
                    break;
                }

                if (!output.Advance(read))
                {
                    return StreamOutcome.TooLong;
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The decoder has no checks of its own on tables and positions; what they break shows as any exception.
            return source.Position == source.Length ? StreamOutcome.Truncated : StreamOutcome.Damaged;
        }

        consumed = (int)source.Position;
        return StreamOutcome.Complete;
    }

    private static MemoryStream Source(ReadOnlyMemory<byte> input) => MemoryMarshal.TryGetArray(input, out var segment)
        ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
        : new MemoryStream(input.ToArray(), writable: false);

    // The library takes a wrong header for an empty stream.
    private static StreamOutcome CheckHeader(ReadOnlySpan<byte> input)
    {
        var known = Math.Min(input.Length, 3);
        if (!input[..known].SequenceEqual("BZh"u8[..known]))
        {
            return StreamOutcome.Damaged;
        }

        return input.Length < HeaderLength ? StreamOutcome.Truncated
            : input[3] is >= (byte)'1' and <= (byte)'9' ? StreamOutcome.Complete
            : StreamOutcome.Damaged;
    }
}
