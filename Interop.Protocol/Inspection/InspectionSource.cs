using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>The bytes to inspect and what is known about them.</summary>
public sealed record InspectionSource
{
    /// <summary>Where they come from.</summary>
    public required InspectionTransport Transport { get; init; }

    /// <summary>The envelope, the body, or the result document.</summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>Content type, where the transport does not carry it; null to guess it from the bytes.</summary>
    public string? ContentType { get; init; }

    /// <summary>Content encoding, where the transport does not carry it.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>Message headers, where the transport does not carry them.</summary>
    public WireMap? Headers { get; init; }

    /// <summary>Message properties of AMQP under their names in kombu; <c>content_type</c> and <c>content_encoding</c> may be among
    /// them, and a map <c>application_headers</c>.</summary>
    public WireMap? Properties { get; init; }

    /// <summary>Exchange and routing key of AMQP.</summary>
    public WireMap? DeliveryInfo { get; init; }
}
