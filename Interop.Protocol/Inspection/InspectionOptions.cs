using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Compression;

namespace Interop.Protocol.Inspection;

/// <summary>How messages are inspected. Immutable; change it with <c>with</c>.</summary>
public sealed record InspectionOptions
{
    /// <summary>The defaults: the newest Celery, the serializers and compressions that need no package.</summary>
    public static InspectionOptions Default { get; } = new();

    /// <summary>Whose behaviour the verdict tells. Default <see cref="CeleryRelease.V56"/>.</summary>
    public CeleryRelease Release { get; init; } = CeleryRelease.V56;

    /// <summary>Serializers or content types that the worker accepts beside JSON, its <c>accept_content</c>. Default none.</summary>
    /// <remarks>Content that is not accepted is decoded all the same to be shown, except pickle.</remarks>
    public IReadOnlyCollection<string> Allow { get; init; } = [];

    /// <summary>The serializers that bodies can be shown with.</summary>
    public ContentCodecRegistry Serializers { get; init; } = ContentCodecRegistry.Default;

    /// <summary>The compressions that can be undone, and how much may come out.</summary>
    public CompressionRegistry Compressions { get; init; } = CompressionRegistry.Default;

    /// <summary>The present, so that the reason can say that a message has expired; null to leave that open.</summary>
    public DateTimeOffset? Now { get; init; }
}
