using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Compression;

namespace Interop.Client.Serialization.Compression;

/// <summary>A format whose bodies may hold several streams, one behind the other.</summary>
/// <remarks>Python: <c>decompress</c> of its modules <c>bz2</c> and <c>lzma</c>. What follows the first stream and is no stream
/// is let pass and read as nothing; a stream that is cut off is an error wherever it stands.</remarks>
internal abstract class StreamCompressor(string format, string contentType, params string[] aliases) : Compressor(contentType, aliases)
{
    // Each stream costs its decoder's tables, however short it is. Tools that compress in parallel write one for each 900 kB.
    private const int MostStreams = 256;

    public sealed override byte[] Decompress(ReadOnlyMemory<byte> body, DecompressionLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (Missing is { } missing)
        {
            throw new MessageDecodeException($"The body is compressed with {format}, which cannot be read here: {missing}");
        }

        var output = new BoundedOutput(limits.BoundFor(body.Length));
        var at = 0;
        for (var streams = 0; at < body.Length || (streams == 0 && !TakesNothing); streams++)
        {
            if (streams == MostStreams)
            {
                throw new MessageDecodeException($"The compressed body holds more than {MostStreams} {format} streams.", at);
            }

            var before = output.Length;
            var outcome = ReadStream(body[at..], output, out var consumed);
            if (outcome == StreamOutcome.Damaged && streams > 0)
            {
                output.CutBackTo(before);
                break;
            }

            at += outcome switch
            {
                StreamOutcome.Complete => consumed,
                StreamOutcome.TooLong => throw limits.Exceeded(body.Length),
                StreamOutcome.Truncated => throw new MessageDecodeException(
                    $"The compressed body of {body.Length} bytes is truncated: the {format} stream at {at} has no end."),
                _ => throw new MessageDecodeException($"The compressed body is damaged: it is no {format} stream.", at),
            };
        }

        return output.ToArray();
    }

    /// <summary>True where Python reads an empty body as empty.</summary>
    protected virtual bool TakesNothing => false;

    /// <summary>Decodes the stream at the start of the input.</summary>
    protected abstract StreamOutcome ReadStream(ReadOnlyMemory<byte> input, BoundedOutput output, out int consumed);
}
