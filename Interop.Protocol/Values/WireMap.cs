using System.Collections;

namespace Interop.Protocol.Values;

/// <summary>A Python <c>dict</c>: pairs in insertion order, the last value of a repeated key wins in the first one's place.</summary>
/// <remarks>Not thread safe while it is being filled; safe to read from anywhere after that.</remarks>
public sealed class WireMap : IReadOnlyList<KeyValuePair<WireValue, WireValue>>, IEquatable<WireMap>
{
    private const int IndexFrom = 20;

    private WireValue[] _keys;
    private WireValue[] _values;
    private int _count;
    private ulong _marks; // a bit or none for each key: a key whose bit is missing is not there
    private WireShape? _shape; // whose keys these are; null when they are this map's own
    private Dictionary<WireValue, int>? _index;

    /// <summary>Creates an empty map.</summary>
    public WireMap(int capacity = 0) => (_keys, _values) = capacity == 0 ? ([], []) : (new WireValue[capacity], new WireValue[capacity]);

    /// <summary>Creates a map with the keys of a shape.</summary>
    /// <param name="shape">The keys.</param>
    /// <param name="values">A value for each of them; the array becomes the map's own.</param>
    internal WireMap(WireShape shape, WireValue[] values)
    {
        (_shape, _keys, _values, _count, _marks) = (shape, shape.Keys, values, values.Length, shape.Marks);
    }

    /// <summary>Creates a map with the keys of a shape.</summary>
    /// <param name="shape">The keys.</param>
    /// <param name="pairs">For each of them a value that does not count here, and its value.</param>
    internal WireMap(WireShape shape, ReadOnlySpan<WireValue> pairs)
    {
        _keys = _values = [];
        Take(shape, pairs);
    }

    /// <summary>Number of pairs.</summary>
    public int Count => _count;

    /// <summary>The pair at a position in insertion order.</summary>
    public KeyValuePair<WireValue, WireValue> this[int index] => new(Keys[index], Values[index]);

    /// <summary>The value of a text key, or null when the key is absent (a present <c>None</c> is <see cref="WireValue.None"/>).</summary>
    public WireValue? this[string key]
    {
        get
        {
            var at = Find(WireValue.String(key));
            return at < 0 ? default(WireValue?) : _values[at];
        }
    }

    /// <summary>The keys in insertion order, to be read before the map changes.</summary>
    internal ReadOnlySpan<WireValue> Keys => new(_keys, 0, _count);

    /// <summary>The values in the order of the keys, to be read before the map changes.</summary>
    internal ReadOnlySpan<WireValue> Values => new(_values, 0, _count);

    /// <summary>The shape that the map shares with others; null when its keys are its own.</summary>
    internal WireShape? Shape => _shape;

    /// <summary>Sets a key, replacing its former value.</summary>
    public void Set(WireValue key, WireValue value)
    {
        var at = Find(key);
        if (at < 0)
        {
            Add(key, value);
            return;
        }

        _values[at] = value;
        if (key.Kind != WireKind.String)
        {
            OwnKeys(_count);
            _keys[at] = key;
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
        if (_count == _keys.Length || _count == _values.Length || _shape is not null)
        {
            Grow(Math.Max(4, _count * 2));
        }

        _index?.Add(key, _count);
        _marks |= MarkOf(key);
        _keys[_count] = key;
        _values[_count++] = value;
    }

    /// <summary>Adds pairs (key, value, key, value, …) as a Python <c>dict</c> does: <c>1</c>, <c>1.0</c> and <c>True</c> are one
    /// key, of which the first stays.</summary>
    internal void Merge(ReadOnlySpan<WireValue> pairs)
    {
        if (_count + pairs.Length / 2 > _values.Length)
        {
            Grow(Math.Max(_count + pairs.Length / 2, Math.Min(_values.Length * 2, Array.MaxLength)));
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
    internal void SetAt(int index, WireValue value) => _values[index] = value;

    /// <summary>Gives an empty map the keys of a shape and the values that stand behind keys in pairs.</summary>
    internal void Take(WireShape shape, ReadOnlySpan<WireValue> pairs)
    {
        var values = new WireValue[pairs.Length / 2];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = pairs[i * 2 + 1];
        }

        (_shape, _keys, _values, _count, _marks) = (shape, shape.Keys, values, values.Length, shape.Marks);
    }

    /// <summary>Makes the map share its keys with maps that are made alike.</summary>
    internal WireShape Share() => _shape ??= new WireShape(_keys = _keys.Length == _count ? _keys : Keys.ToArray());

    /// <summary>Removes a text key; false when it was absent.</summary>
    public bool Remove(string key)
    {
        var at = Find(WireValue.String(key));
        if (at < 0)
        {
            return false;
        }

        OwnKeys(_count);
        _count--;
        Array.Copy(_keys, at + 1, _keys, at, _count - at);
        Array.Copy(_values, at + 1, _values, at, _count - at);
        (_keys[_count], _values[_count]) = (default, default);
        _index = null;
        return true;
    }

    /// <summary>A copy that can be changed without changing this map.</summary>
    public WireMap Clone() => new()
    {
        _shape = _shape,
        _keys = _shape is null ? Keys.ToArray() : _keys,
        _values = Values.ToArray(),
        _count = _count,
        _marks = _marks,
    };

    /// <inheritdoc/>
    public bool Equals(WireMap? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        for (var i = 0; i < _count; i++)
        {
            var at = other.Find(_keys[i]);
            if (at < 0 || !other._values[at].Equals(_values[i]))
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
            yield return new(_keys[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static ulong MarksOf(ReadOnlySpan<WireValue> keys)
    {
        var marks = 0UL;
        foreach (ref readonly var key in keys)
        {
            marks |= MarkOf(key);
        }

        return marks;
    }

    // All that is no text shares one bit.
    private static ulong MarkOf(in WireValue key)
    {
        if (key.AsStringOrNull() is not { } text)
        {
            return 1UL;
        }

        return text.Length == 0 ? 2UL : 1UL << ((text.Length * 5 + text[0] + text[^1] * 3) & 63);
    }

    private void Grow(int capacity)
    {
        Array.Resize(ref _values, capacity);
        OwnKeys(capacity);
    }

    /// <summary>Makes room for keys that no other map has.</summary>
    private void OwnKeys(int capacity)
    {
        if (_shape is not null || _keys.Length < capacity)
        {
            Array.Resize(ref _keys, capacity);
            _shape = null;
        }
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
                index[_keys[i]] = i;
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
        var keys = Keys;
        for (var i = 0; i < keys.Length; i++)
        {
            if (string.Equals(keys[i].AsStringOrNull(), text))
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
            if (_keys[i].Equals(key))
            {
                return i;
            }
        }

        return -1;
    }
}
