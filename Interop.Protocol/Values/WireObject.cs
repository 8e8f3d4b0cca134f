namespace Interop.Protocol.Values;

/// <summary>A Python object as its pickle describes it: which class, made from what, with which state and content. Data only.</summary>
/// <remarks>Mirrors what <c>object.__reduce_ex__</c> returns. Immutable once it is handed out.</remarks>
public sealed record WireObject
{
    /// <summary>The class, or the function that makes the object.</summary>
    public required WireClass Class { get; init; }

    /// <summary>Arguments of the constructor; of an exception its <c>args</c>.</summary>
    public IReadOnlyList<WireValue> Args { get; init; } = [];

    /// <summary>Keyword arguments of the constructor; null when there are none.</summary>
    public WireMap? Kwargs { get; init; }

    /// <summary>What <c>__setstate__</c> or <c>__dict__</c> is given; <see cref="WireValue.None"/> when nothing.</summary>
    public WireValue State { get; init; }

    /// <summary>Items of an object that is a list (<c>deque</c>); null when it is none.</summary>
    public IReadOnlyList<WireValue>? Items { get; init; }

    /// <summary>Pairs of an object that is a map (<c>OrderedDict</c>); null when it is none.</summary>
    public WireMap? Pairs { get; init; }

    /// <summary>Same class and same content.</summary>
    public bool Equals(WireObject? other) => other is not null
        && Class == other.Class
        && Args.SequenceEqual(other.Args)
        && Equals(Kwargs, other.Kwargs)
        && State == other.State
        && (Items ?? []).SequenceEqual(other.Items ?? [])
        && Equals(Pairs, other.Pairs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Class, Args.Count, Items?.Count, Pairs?.Count);
}
