namespace Interop.Protocol.Values;

/// <summary>A Python object as its pickle describes it: which class, made from what, with which state and content. Data only.</summary>
/// <remarks>Mirrors what <c>object.__reduce_ex__</c> returns. Immutable once it is handed out.</remarks>
public sealed record WireObject
{
    private WireValue _state;
    private IReadOnlyList<WireValue>? _items;
    private WireMap? _pairs;

    /// <summary>The class, or the function that makes the object.</summary>
    public required WireClass Class { get; init; }

    /// <summary>Arguments of the constructor; of an exception its <c>args</c>.</summary>
    public IReadOnlyList<WireValue> Args { get; init; } = [];

    /// <summary>Keyword arguments of the constructor; null when there are none.</summary>
    public WireMap? Kwargs { get; init; }

    /// <summary>What <c>__setstate__</c> or <c>__dict__</c> is given; <see cref="WireValue.None"/> when nothing.</summary>
    public WireValue State
    {
        get => _state;
        init => _state = value;
    }

    /// <summary>Items of an object that is a list (<c>deque</c>); null when it is none.</summary>
    public IReadOnlyList<WireValue>? Items
    {
        get => _items;
        init => _items = value;
    }

    /// <summary>Pairs of an object that is a map (<c>OrderedDict</c>); null when it is none.</summary>
    public WireMap? Pairs
    {
        get => _pairs;
        init => _pairs = value;
    }

    // A pickle makes an object first and fills it later, since the object may stand in its own content. What has become a
    // key of a map may not change any more.
    internal bool IsSealed { get; private set; }

    internal void SetState(WireValue state) => _state = state;

    internal void SetItems(IReadOnlyList<WireValue> items) => _items = items;

    internal void SetPairs(WireMap pairs) => _pairs = pairs;

    internal void Seal() => IsSealed = true;

    /// <summary>Same class and same content.</summary>
    public bool Equals(WireObject? other) => other is not null
        && Class == other.Class
        && Args.SequenceEqual(other.Args)
        && Equals(Kwargs, other.Kwargs)
        && State == other.State
        && (Items ?? []).SequenceEqual(other.Items ?? [])
        && Equals(Pairs, other.Pairs);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Class);
        hash.Add(Args.Count);
        foreach (var item in Args)
        {
            hash.Add(item);
        }

        hash.Add(_state.Kind == WireKind.String ? _state : default);
        hash.Add(_items?.Count);
        hash.Add(_pairs?.Count);
        return hash.ToHashCode();
    }
}
