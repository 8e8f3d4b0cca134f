using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>A message as kombu holds it in memory. Celery: <c>kombu.message.Message</c>.</summary>
internal sealed record PythonMessage
{
    public WireValue ContentType { get; init; }

    public WireValue ContentEncoding { get; init; }

    /// <summary>A map, or what stands in its place.</summary>
    public WireValue Headers { get; init; } = new WireMap();

    public required WireMap Properties { get; init; }

    public WireValue DeliveryInfo { get; init; }

    /// <summary>Bytes; or none, or something else that JSON put there.</summary>
    public WireValue Body { get; init; }

    /// <summary>What made kombu note an error while it took the message, if something did.</summary>
    public string? Damage { get; init; }

    public WireMap HeaderMap => Headers.Kind == WireKind.Map ? Headers.AsMap() : new WireMap();
}
