using System.Collections;

namespace Interop.Protocol.Values;

/// <summary>A Python <c>dict</c>: pairs in insertion order, the last value of a repeated key wins in the first one's place.</summary>
/// <remarks>Not thread safe while it is being filled; safe to read from anywhere after that.</remarks>
public sealed class WireMap : IReadOnlyList<KeyValuePair<WireValue, WireValue>>, IEquatable<WireMap>
{
    private const int IndexFrom = 20;

    private KeyValuePair<WireValue, WireValue>[] _pairs;
    private int _count;
    private ulong _marks; // a bit or none for each key: a key whose bit is missing is not there
    private Dictionary<WireValue, int>? _index;

    /// <summary>Creates an empty map.</summary>
    public WireMap(int capacity = 0) => _pairs = capacity == 0 ? [] : new KeyValuePair<WireValue, WireValue>[capacity];

    /// <summary>Number of pairs.</summary>
    public int Count => _count;

    /// <summary>The pair at a position in insertion order.</summary>
    public KeyValuePair<WireValue, WireValue> this[int index] => Pairs[index];

    /// <summary>The value of a text key, or null when the key is absent (a present <c>None</c> is <see cref="WireValue.None"/>).</summary>
    public WireValue? this[string key]
    {
        get
        {
            var at = Find(WireValue.String(key));
            return at < 0 ? default(WireValue?) : _pairs[at].Value;
        }
    }

    /// <summary>The pairs in insertion order, to be read before the map changes.</summary>
    internal ReadOnlySpan<KeyValuePair<WireValue, WireValue>> Pairs => _pairs.AsSpan(0, _count);

    /// <summary>Sets a key, replacing its former value.</summary>
    public void Set(WireValue key, WireValue value)
    {
        var at = Find(key);
        if (at >= 0)
        {
            _pairs[at] = new(key, value);
        }
        else
        {
            Add(key, value);
        }
    }

    /// <summary>Sets a text key, replacing its former value, and returns the map.</summary>
    public WireMap With(string key, WireValue value)
    {
        Set(WireValue.String(key), value);
        return this;
    }

    /// <summary>Adds a pair whose key is known not to be there.</summary>
    internal void Add(in WireValue key, in WireValue value)
    {
        if (_count == _pairs.Length)
        {
            Array.Resize(ref _pairs, Math.Max(4, _count * 2));
        }

        _index?.Add(key, _count);
        _marks |= MarkOf(key);
        _pairs[_count++] = new(key, value);
    }

    /// <summary>Adds pairs (key, value, key, value, …) as a Python <c>dict</c> does: <c>1</c>, <c>1.0</c> and <c>True</c> are one
    /// key, of which the first stays.</summary>
    internal void Merge(ReadOnlySpan<WireValue> pairs)
    {
        if (_count + pairs.Length / 2 > _pairs.Length)
        {
            Array.Resize(ref _pairs, Math.Max(_count + pairs.Length / 2, Math.Min(_pairs.Length * 2, Array.MaxLength)));
        }

        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            ref readonly var key = ref pairs[i];
            var at = key.IsNumber ? FindNumber(key) : Find(key);
            if (at >= 0)
            {
                SetAt(at, pairs[i + 1]);
            }
            else
            {
                Add(key, pairs[i + 1]);
            }
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

        _count--;
        Array.Copy(_pairs, at + 1, _pairs, at, _count - at);
        _pairs[_count] = default;
        _index = null;
        return true;
    }

    /// <summary>A copy that can be changed without changing this map.</summary>
    public WireMap Clone() => new() { _pairs = Pairs.ToArray(), _count = _count, _marks = _marks };

    /// <inheritdoc/>
    public bool Equals(WireMap? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        foreach (var (key, value) in Pairs)
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
    public IEnumerator<KeyValuePair<WireValue, WireValue>> GetEnumerator()
    {
        for (var i = 0; i < _count; i++)
        {
            yield return _pairs[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // All that is no text shares one bit.
    private static ulong MarkOf(in WireValue key)
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

    private int Find(in WireValue key)
    {
        if ((_marks & MarkOf(key)) == 0)
        {
            return -1;
        }

        if (_index is null && _count > IndexFrom)
        {
            // Published whole: two readers may both build it, none may see half of it.
            var index = new Dictionary<WireValue, int>(_count);
            for (var i = 0; i < _count; i++)
            {
                index[_pairs[i].Key] = i;
            }

            _index = index;
        }

        if (_index is { } known)
        {
            return known.TryGetValue(key, out var at) ? at : -1;
        }

        return key.AsStringOrNull() is { } text ? FindText(text) : FindOther(key);
    }

    private int FindText(string text)
    {
        var pairs = Pairs;
        for (var i = 0; i < pairs.Length; i++)
        {
            if (string.Equals(pairs[i].Key.AsStringOrNull(), text))
            {
                return i;
            }
        }

        return -1;
    }

    private int FindOther(in WireValue key)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_pairs[i].Key.Equals(key))
            {
                return i;
            }
        }

        return -1;
    }
}
