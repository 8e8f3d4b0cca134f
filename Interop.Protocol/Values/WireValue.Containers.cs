namespace Interop.Protocol.Values;

/// <content>What counts as a dict or a list in Python although it is an instance of another class.</content>
public readonly partial struct WireValue
{
    private const int LongestRange = 1_000_000;

    /// <summary>The pairs of a <c>dict</c>, or of an object that is one: <c>OrderedDict</c>, <c>defaultdict</c>, <c>Counter</c>, a
    /// signature of Celery's canvas. False for every other value.</summary>
    public bool TryGetMap([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out WireMap? map)
    {
        map = Kind switch
        {
            WireKind.Map => AsMap(),
            WireKind.Object => MapOf(AsObject()),
            _ => null,
        };
        return map is not null;
    }

    /// <summary>The items of a <c>list</c>, <c>tuple</c>, <c>set</c>, <c>frozenset</c>, or of an object that is a sequence of values:
    /// <c>deque</c>, <c>range</c> of at most a million numbers. False for every other value.</summary>
    public bool TryGetItems([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IReadOnlyList<WireValue>? items)
    {
        items = Kind switch
        {
            WireKind.List or WireKind.Tuple or WireKind.Set or WireKind.FrozenSet => AsItems(),
            WireKind.Object => ItemsOf(AsObject()),
            _ => null,
        };
        return items is not null;
    }

    private static WireMap? MapOf(WireObject value)
    {
        var given = value.Args is [{ Kind: WireKind.Map } only] ? only.AsMap() : null;
        if (value.Class.Module == "celery.canvas")
        {
            return given;
        }

        var isMap = value.Pairs is not null
            || value.Class is { Module: "collections", Name: "OrderedDict" or "defaultdict" or "Counter" };
        if (!isMap)
        {
            return null;
        }

        // Python 2 gave OrderedDict its pairs as an argument; Counter is given its counts.
        given ??= value is { Class.Name: "OrderedDict", Args: [{ Kind: WireKind.List } pairs] } ? PairsOf(pairs.AsItems()) : null;
        if (given is null || value.Pairs is not { Count: > 0 } more)
        {
            return given ?? value.Pairs ?? new WireMap();
        }

        var all = given.Clone();
        foreach (var (key, item) in more)
        {
            all.Set(key, item);
        }

        return all;
    }

    private static WireMap? PairsOf(IReadOnlyList<WireValue> pairs)
    {
        var map = new WireMap(pairs.Count);
        foreach (var pair in pairs)
        {
            if (pair.Kind is not (WireKind.List or WireKind.Tuple) || pair.AsItems() is not [var key, var value])
            {
                return null;
            }

            map.Set(key, value);
        }

        return map;
    }

    private static IReadOnlyList<WireValue>? ItemsOf(WireObject value) => value.Class switch
    {
        { Module: "collections", Name: "deque" } => value.Items is { Count: > 0 } items ? items
            : value.Args is [{ Kind: WireKind.List or WireKind.Tuple } given, ..] ? given.AsItems() : [],
        { Module: "builtins" or "__builtin__" or "", Name: "range" or "xrange" } => Range(value.Args),
        _ => value.Items,
    };

    private static List<WireValue>? Range(IReadOnlyList<WireValue> args)
    {
        if (args is not [var first, var end, var stride]
            || !first.TryGetInt64(out var start) || !end.TryGetInt64(out var stop) || !stride.TryGetInt64(out var step) || step == 0)
        {
            return null;
        }

        var count = ((Int128)stop - start + (step > 0 ? step - 1 : step + 1)) / step;
        if (count > LongestRange)
        {
            return null;
        }

        var items = new List<WireValue>((int)Int128.Max(count, 0));
        for (var i = 0; i < count; i++)
        {
            items.Add(Integer(start + i * step));
        }

        return items;
    }
}
