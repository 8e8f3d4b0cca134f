using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>What is decided when a signature is frozen. Celery: the arguments of <c>Signature.freeze</c>.</summary>
internal sealed record FreezeOptions
{
    public string? TaskId { get; init; }

    public string? GroupId { get; init; }

    public long? GroupIndex { get; init; }

    public string? RootId { get; init; }

    public string? ParentId { get; init; }

    /// <summary>Body of the chord it is a part of.</summary>
    public WireValue? Chord { get; init; }
}
