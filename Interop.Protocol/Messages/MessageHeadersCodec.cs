using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Message headers between JSON, value maps (AMQP tables) and records; keys in Python's order.</summary>
public static class MessageHeadersCodec
{
    /// <summary>Reads the object the reader stands on; never fails on odd values of known headers, see <see cref="MessageHeaders.Malformed"/>.</summary>
    public static MessageHeaders Read(ref WireJsonReader reader) => throw new NotSupportedException();

    /// <summary>Reads a table.</summary>
    public static MessageHeaders Read(WireMap table) => throw new NotSupportedException();

    /// <summary>Writes the object: for a task all headers that the release sends, then the extra ones; otherwise the extra ones only.</summary>
    public static void Write(ref WireJsonWriter writer, MessageHeaders headers, CeleryRelease release) => throw new NotSupportedException();

    /// <summary>The same as a table.</summary>
    public static WireMap ToMap(MessageHeaders headers, CeleryRelease release) => throw new NotSupportedException();
}
