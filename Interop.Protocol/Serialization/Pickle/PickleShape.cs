using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>Goes through a value whose parts may stand in several places: bounds its depth and its size as a reader walks it, and
/// puts a <see cref="WireKind.Recursion"/> where a container stands in itself.</summary>
internal sealed class PickleShape(long offset, PickleOptions options, bool isShared)
{
    private readonly HashSet<object> _path = new(ReferenceEqualityComparer.Instance);
    private int _values;

    public void Walk(ref WireValue value) => value = Visit(value, 0);

    private WireValue Visit(WireValue value, int depth)
    {
        if (++_values > options.MaxValues)
        {
            throw Fault($"it unfolds to more than {options.MaxValues} values, because parts of it are used again and again");
        }

        switch (value.Kind)
        {
            case WireKind.List or WireKind.Tuple or WireKind.Set or WireKind.FrozenSet:
                return Enter(value, value.AsItems(), depth);
            case WireKind.Map:
                return Enter(value, value.AsMap(), depth);
            case WireKind.Object or WireKind.Exception:
                return Enter(value, value.AsObject(), depth);
            default:
                return value;
        }
    }

    private WireValue Enter(WireValue value, object container, int depth)
    {
        if (depth >= options.MaxDepth)
        {
            throw Fault($"it is nested deeper than {options.MaxDepth} levels");
        }

        // Empty arrays are one object wherever they stand.
        if (isShared && container is not WireValue[] { Length: 0 } && !_path.Add(container))
        {
            return WireValue.Recursion(value);
        }

        switch (container)
        {
            case WireMap map:
                Map(map, depth + 1);
                break;
            case WireObject made:
                Object(made, depth + 1);
                break;
            default:
                Items((IReadOnlyList<WireValue>)container, depth + 1);
                break;
        }

        _path.Remove(container);
        return value;
    }

    private void Items(IReadOnlyList<WireValue> items, int depth)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var visited = Visit(item, depth);
            if (visited.Kind == WireKind.Recursion && item.Kind != WireKind.Recursion)
            {
                Replace(items, i, visited);
            }
        }
    }

    private void Replace(IReadOnlyList<WireValue> items, int index, WireValue value)
    {
        switch (items)
        {
            case WireValue[] array:
                array[index] = value;
                break;
            case List<WireValue> list:
                list[index] = value;
                break;
            case WireTable table:
                table.Maps[index] = value;
                break;
            default:
                throw Fault("what a registered function gave contains itself");
        }
    }

    // Keys are finite: what becomes a key cannot change any more.
    private void Map(WireMap map, int depth)
    {
        for (var i = 0; i < map.Count; i++)
        {
            _ = Visit(map[i].Key, depth);
            var value = map[i].Value;
            var visited = Visit(value, depth);
            if (visited.Kind == WireKind.Recursion && value.Kind != WireKind.Recursion)
            {
                map.SetAt(i, visited);
            }
        }
    }

    private void Object(WireObject made, int depth)
    {
        Items(made.Args, depth);
        Items(made.Items ?? [], depth);
        foreach (var pairs in (ReadOnlySpan<WireMap?>)[made.Kwargs, made.Pairs])
        {
            if (pairs is not null)
            {
                Map(pairs, depth);
            }
        }

        var state = Visit(made.State, depth);
        if (state.Kind == WireKind.Recursion)
        {
            made.SetState(state);
        }
    }

    private PickleException Fault(string message) => new(message, offset, "STOP");
}
