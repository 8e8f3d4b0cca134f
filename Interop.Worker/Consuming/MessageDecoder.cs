using System.Collections.Frozen;
using Interop.Client;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Compression;

namespace Interop.Worker.Consuming;

/// <summary>Makes task messages of what a broker delivers: decompresses, checks the content type, reads headers and body, in this
/// order, which is Celery's.</summary>
/// <remarks>Celery: <c>kombu.message.Message</c>, <c>celery/worker/consumer/consumer.py</c>, <c>create_task_handler</c>.</remarks>
internal sealed class MessageDecoder
{
    private const string RawType = "application/data";

    private readonly ContentCodecRegistry _serializers;
    private readonly CompressionRegistry _compressions;
    private readonly FrozenSet<string> _accepted;

    /// <param name="app">Whose serializers and compressions read.</param>
    /// <param name="accept">Serializer names or content types of <c>accept_content</c>.</param>
    /// <exception cref="ArgumentException">A name is not registered.</exception>
    public MessageDecoder(CeleryApp app, IReadOnlyList<string> accept)
    {
        _serializers = app.Serializers;
        _compressions = app.Compressions;
        _accepted = _serializers.Accept(accept);
    }

    /// <exception cref="ContentDisallowedException">Its content type is not accepted.</exception>
    /// <exception cref="MessageDecodeException">The bytes cannot be read.</exception>
    /// <exception cref="InvalidTaskException">It can be read, but is no task.</exception>
    public TaskMessage Decode(WireMessage message)
    {
        var body = message.Headers.Compression is { Length: > 0 } compression
            ? _compressions.Decompress(compression, message.Body)
            : message.Body;
        var contentType = message.Properties.ContentType;
        if (string.IsNullOrEmpty(contentType) && _serializers.Find(RawType) is null or RawContentCodec)
        {
            throw new MessageDecodeException(
                "The message has no content type, so nothing says how its body is to be read. Send application/json.");
        }

        _serializers.EnsureAccepted(contentType, _accepted);
        if (_serializers.Find(contentType ?? RawType) is not JsonContentCodec)
        {
            return TaskMessageCodec.Read(
                message, _serializers.Decode(body.Span, contentType, message.Properties.ContentEncoding, _accepted));
        }

        return IsUtf8(message.Properties.ContentEncoding)
            ? TaskMessageCodec.Read(message, body)
            : throw new MessageDecodeException(
                $"The body is encoded as '{message.Properties.ContentEncoding}'; {contentType} is read as utf-8 only.");
    }

    private static bool IsUtf8(string? encoding) =>
        encoding is null or "utf-8" or "binary" or "" || encoding.ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii" or "ascii";
}
