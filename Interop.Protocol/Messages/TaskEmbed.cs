using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>What is to happen after a task: the third element of a v2 body.</summary>
public sealed record TaskEmbed
{
    /// <summary>Nothing follows.</summary>
    public static TaskEmbed Empty { get; } = new();

    /// <summary>Called with the result on success. Celery: <c>link</c>.</summary>
    public IReadOnlyList<Signature>? Callbacks { get; init; }

    /// <summary>Called on failure. Celery: <c>link_error</c>.</summary>
    public IReadOnlyList<Signature>? Errbacks { get; init; }

    /// <summary>The rest of a chain in reverse order: the next step is the last element.</summary>
    public IReadOnlyList<Signature>? Chain { get; init; }

    /// <summary>Body of the chord this task is a part of.</summary>
    public Signature? Chord { get; init; }

    /// <summary>Unknown keys, carried on.</summary>
    public WireMap? Extra { get; init; }
}
