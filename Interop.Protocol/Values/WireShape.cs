namespace Interop.Protocol.Values;

/// <summary>The keys of maps that were made alike, such as the rows of a table; the maps share them. Never changes.</summary>
/// <param name="keys">Keys that differ from each other; the array must not change any more.</param>
internal sealed class WireShape(WireValue[] keys)
{
    public WireValue[] Keys { get; } = keys;

    /// <summary>The marks that <see cref="WireMap"/> makes of the keys.</summary>
    public ulong Marks { get; } = WireMap.MarksOf(keys);

    /// <summary>What a reader of such maps found out about the keys; of one kind, and the same whoever finds it.</summary>
    public object? Layout { get; set; }

    /// <summary>True when every key is a text, so that no two of them are one key for Python.</summary>
    public bool IsText { get; } = Array.TrueForAll(keys, static key => key.Kind == WireKind.String);

    /// <summary>True when the keys, all of them texts, are the very objects at every other place of some values.</summary>
    public bool Matches(ReadOnlySpan<WireValue> pairs)
    {
        if (pairs.Length != Keys.Length * 2)
        {
            return false;
        }

        for (var i = 0; i < Keys.Length; i++)
        {
            if (!Keys[i].IsSameText(pairs[i * 2]))
            {
                return false;
            }
        }

        return true;
    }
}
