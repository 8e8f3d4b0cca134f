namespace Interop.Protocol.Messages;

/// <summary>What a broker carries, whichever it is: properties, headers and a serialized body.</summary>
/// <remarks>Celery: <c>kombu.message.Message</c>.</remarks>
public sealed record WireMessage
{
    /// <summary>Properties of the message.</summary>
    public required MessageProperties Properties { get; init; }

    /// <summary>Headers of the message; empty for v1 tasks.</summary>
    public required MessageHeaders Headers { get; init; }

    /// <summary>The serialized, possibly compressed body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
