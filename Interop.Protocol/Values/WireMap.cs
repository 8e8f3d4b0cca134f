using System.Collections;

namespace Interop.Protocol.Values;

/// <summary>A Python <c>dict</c>: pairs in insertion order, the last value of a repeated key wins in the first one's place.</summary>
/// <remarks>Not thread safe while it is being filled; safe to read from anywhere after that.</remarks>
public sealed class WireMap : IReadOnlyList<KeyValuePair<WireValue, WireValue>>, IEquatable<WireMap>
{
    private const int IndexFrom = 20;

    private readonly List<KeyValuePair<WireValue, WireValue>> _pairs;
    private Dictionary<WireValue, int>? _index;

    /// <summary>Creates an empty map.</summary>
    public WireMap(int capacity = 0) => _pairs = new(capacity);

    /// <summary>Number of pairs.</summary>
    public int Count => _pairs.Count;

    /// <summary>The pair at a position in insertion order.</summary>
    public KeyValuePair<WireValue, WireValue> this[int index] => _pairs[index];

    /// <summary>The value of a text key, or null when the key is absent (a present <c>None</c> is <see cref="WireValue.None"/>).</summary>
    public WireValue? this[string key]
    {
        get
        {
            var at = Find(WireValue.String(key));
            return at < 0 ? default(WireValue?) : _pairs[at].Value;
        }
    }

    /// <summary>Sets a key, replacing its former value.</summary>
    public void Set(WireValue key, WireValue value)
    {
        var at = Find(key);
        if (at >= 0)
        {
            _pairs[at] = new(key, value);
            return;
        }

        _index?.Add(key, _pairs.Count);
        _pairs.Add(new(key, value));
    }

    /// <summary>Sets a text key, replacing its former value, and returns the map.</summary>
    public WireMap With(string key, WireValue value)
    {
        Set(WireValue.String(key), value);
        return this;
    }

    /// <summary>Adds pairs (key, value, key, value, …) as a Python <c>dict</c> does: <c>1</c>, <c>1.0</c> and <c>True</c> are one
    /// key, of which the first stays.</summary>
    internal void Merge(ReadOnlySpan<WireValue> pairs)
    {
        _pairs.EnsureCapacity(_pairs.Count + pairs.Length / 2);

        // A mark of each text key so far. A key whose mark is new is new itself, and need not be looked for.
        var marks = _pairs.Count == 0 ? 0UL : ulong.MaxValue;
        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            var key = pairs[i];
            var mark = MarkOf(key);
            var at = (marks & mark) == 0 ? -1 : key.IsNumber ? FindNumber(key) : Find(key);
            marks |= mark;
            if (at >= 0)
            {
                SetAt(at, pairs[i + 1]);
                continue;
            }

            _index?.Add(key, _pairs.Count);
            _pairs.Add(new(key, pairs[i + 1]));
        }
    }

    /// <summary>Replaces the value at a position.</summary>
    internal void SetAt(int index, WireValue value) => _pairs[index] = new(_pairs[index].Key, value);

    /// <summary>Removes a text key; false when it was absent.</summary>
    public bool Remove(string key)
    {
        var at = Find(WireValue.String(key));
        if (at < 0)
        {
            return false;
        }

        _pairs.RemoveAt(at);
        _index = null;
        return true;
    }

    /// <summary>A copy that can be changed without changing this map.</summary>
    public WireMap Clone()
    {
        var copy = new WireMap(Count);
        copy._pairs.AddRange(_pairs);
        return copy;
    }

    /// <inheritdoc/>
    public bool Equals(WireMap? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        foreach (var (key, value) in _pairs)
        {
            var at = other.Find(key);
            if (at < 0 || !other._pairs[at].Value.Equals(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WireMap);

    /// <inheritdoc/>
    public override int GetHashCode() => Count;

    /// <summary>Enumerates the pairs in insertion order.</summary>
    public IEnumerator<KeyValuePair<WireValue, WireValue>> GetEnumerator() => _pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Numbers share one bit whatever their kind, since they may be equal to each other.
    private static ulong MarkOf(WireValue key)
    {
        if (key.AsStringOrNull() is not { } text)
        {
            return 1UL;
        }

        return text.Length == 0 ? 2UL : 1UL << ((text.Length * 5 + text[0] + text[^1] * 3) & 63);
    }

    private int FindNumber(WireValue key)
    {
        var at = Find(key);
        var whole = key.AsKey();
        if (at >= 0 || whole.Kind != WireKind.Integer)
        {
            return at;
        }

        at = Find(whole);
        if (at < 0 && whole.TryGetInt64(out var small) && small is 0 or 1)
        {
            at = Find(WireValue.Boolean(small == 1));
            at = at < 0 && small == 0 ? Find(WireValue.Float(-0.0)) : at;
        }

        var real = WireValue.Float(whole.AsDouble());
        return at < 0 && real.AsKey() == whole ? Find(real) : at;
    }

    private int Find(WireValue key)
    {
        if (_index is null && _pairs.Count > IndexFrom)
        {
            // Published whole: two readers may both build it, none may see half of it.
            var index = new Dictionary<WireValue, int>(_pairs.Count);
            for (var i = 0; i < _pairs.Count; i++)
            {
                index[_pairs[i].Key] = i;
            }

            _index = index;
        }

        if (_index is { } known)
        {
            return known.TryGetValue(key, out var at) ? at : -1;
        }

        for (var i = 0; i < _pairs.Count; i++)
        {
            if (_pairs[i].Key.Equals(key))
            {
                return i;
            }
        }

        return -1;
    }
}
