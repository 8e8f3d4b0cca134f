using System.Collections.Frozen;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Compression;

namespace Interop.Worker.Consuming;

/// <summary>Makes task messages of what a broker delivers: decompresses, checks the content type, reads headers and body.</summary>
/// <remarks>Celery: <c>kombu.message.Message.decode</c>, <c>celery/worker/consumer/consumer.py</c>, <c>create_task_handler</c>.</remarks>
internal sealed class MessageDecoder
{
    private const string Json = "application/json";

    private readonly FrozenSet<string> _accepted;
    private readonly CompressionRegistry _compressions;

    /// <param name="accept">Serializer names or content types of <c>accept_content</c>.</param>
    /// <param name="compressions">What bodies may be compressed with, and how far they may grow.</param>
    public MessageDecoder(IReadOnlyList<string> accept, CompressionRegistry compressions)
    {
        _compressions = compressions;
        _accepted = accept.Select(name => name == "json" ? Json : name).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <exception cref="ContentDisallowedException">Its content type is not accepted.</exception>
    /// <exception cref="MessageDecodeException">The bytes cannot be read.</exception>
    /// <exception cref="InvalidTaskException">It can be read, but is no task.</exception>
    public TaskMessage Decode(WireMessage message)
    {
        var contentType = message.Properties.ContentType;
        if (contentType is null)
        {
            throw new MessageDecodeException(
                "The message has no content type, so nothing says how its body is to be read. Send application/json.");
        }

        if (!_accepted.Contains(contentType))
        {
            throw new ContentDisallowedException(contentType, [.. _accepted.Order(StringComparer.Ordinal)]);
        }

        if (!IsUtf8(message.Properties.ContentEncoding))
        {
            throw new MessageDecodeException(
                $"The body is encoded as '{message.Properties.ContentEncoding}'; {contentType} is read as utf-8 only.");
        }

        var body = message.Headers.Compression is { Length: > 0 } compression
            ? _compressions.Decompress(compression, message.Body)
            : message.Body;
        return TaskMessageCodec.Read(message, body);
    }

    private static bool IsUtf8(string? encoding) =>
        encoding is null or "utf-8" or "binary" or "" || encoding.ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii" or "ascii";
}
