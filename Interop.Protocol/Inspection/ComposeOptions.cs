using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Compression;

namespace Interop.Protocol.Inspection;

/// <summary>How <see cref="MessageComposer"/> writes. Immutable; change it with <c>with</c>.</summary>
public sealed record ComposeOptions
{
    /// <summary>The release that the message looks like. Default <see cref="CeleryRelease.V56"/>.</summary>
    public CeleryRelease Release { get; init; } = CeleryRelease.V56;

    /// <summary>Name of the serializer; null for that of the document's content type, or JSON.</summary>
    public string? Serializer { get; init; }

    /// <summary>Name of the compression; null for that of the document's headers, or none.</summary>
    public string? Compression { get; init; }

    /// <summary>1 or 2; null for that of the document, or 2.</summary>
    public int? Protocol { get; init; }

    /// <summary>The serializers there are.</summary>
    public ContentCodecRegistry Serializers { get; init; } = ContentCodecRegistry.Default;

    /// <summary>The compressions there are.</summary>
    public CompressionRegistry Compressions { get; init; } = CompressionRegistry.Default;

    /// <summary>Where missing ids and delivery tags come from.</summary>
    public required Func<Guid> NewId { get; init; }
}
