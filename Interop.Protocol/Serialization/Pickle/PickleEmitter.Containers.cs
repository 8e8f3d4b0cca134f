using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

internal ref partial struct PickleEmitter
{
    // Keys repeat where maps stand in lists, which is below the arguments of a task; above that they cost more than they save.
    private const int NamesFromDepth = 4;

    // A batch lies on the reader's stack, and CPython's picklers never put more there.
    private const int BatchSize = 1000;

    private void Map(WireMap map)
    {
        if (_protocol == 0)
        {
            Raw("(d"u8);
        }
        else
        {
            Op(PickleOpcode.EmptyDict);
        }

        Remember(map);
        CheckKeys(map);
        Pairs(map);
    }

    private void Pairs(WireMap map)
    {
        var count = map.Count;
        var names = map.Shape is { IsText: true } shape && _depth >= NamesFromDepth && _protocol > 0 ? NamesOf(shape) : null;
        for (var from = 0; from < count; from += BatchSize)
        {
            var to = Math.Min(count, from + BatchSize);
            var isBatch = _protocol > 0 && to - from > 1;
            if (isBatch)
            {
                Op(PickleOpcode.Mark);
            }

            for (var i = from; i < to; i++)
            {
                if (names is null)
                {
                    Key(map.Keys[i]);
                }
                else
                {
                    Key(map.Keys[i], ref names[i]);
                }

                Value(map.Values[i]);
                if (!isBatch)
                {
                    Op(PickleOpcode.SetItem);
                }
            }

            if (isBatch)
            {
                Op(PickleOpcode.SetItems);
            }
        }
    }

    private void Key(in WireValue key)
    {
        if (key.Kind == WireKind.String)
        {
            if (_depth >= NamesFromDepth)
            {
                Name(key.AsString());
            }
            else
            {
                Text(key.AsString());
            }

            return;
        }

        EnsureHashable(key, 0);
        Value(key);
    }

    private readonly void EnsureHashable(in WireValue key, int depth)
    {
        if (key.Kind is WireKind.List or WireKind.Map or WireKind.Set or WireKind.ByteArray || depth > _options.MaxDepth)
        {
            throw new MessageEncodeException($"A dict key or set member of kind {key.Kind} cannot be pickled: Python cannot hash it.");
        }

        if (key.Kind is WireKind.Tuple or WireKind.FrozenSet)
        {
            foreach (var item in key.AsItems())
            {
                EnsureHashable(item, depth + 1);
            }
        }
    }

    // 1, 1.0 and True are one key in Python: of two of them it would silently drop one.
    private static void CheckKeys(WireMap map)
    {
        if (map.Shape is { IsText: true })
        {
            return;
        }

        var kinds = 0;
        foreach (ref readonly var key in map.Keys)
        {
            var kind = key.Kind;
            kinds |= kind is WireKind.Boolean or WireKind.Integer or WireKind.Float ? 1 << (int)kind : 0;
        }

        if ((kinds & (kinds - 1)) != 0)
        {
            CheckTwins(map.Select(pair => pair.Key), "dict keys");
        }
    }

    private static void CheckTwins(IEnumerable<WireValue> values, string what)
    {
        var numbers = new Dictionary<WireValue, WireValue>();
        foreach (var number in values.Where(value => value.IsNumber))
        {
            if (!numbers.TryAdd(number.AsKey(), number))
            {
                throw new MessageEncodeException($"The {what} {numbers[number.AsKey()]} and {number} are equal in Python, so that one "
                    + "of them would be lost. Leave one out.");
            }
        }
    }

    /// <summary>The opcodes that refer to the keys of a shape, from its second map on; null for the first, which names them.</summary>
    private byte[]?[]? NamesOf(WireShape shape)
    {
        if (!ReferenceEquals(_lastShape, shape))
        {
            (_lastShape, _lastNames) = (shape, null);
            return null;
        }

        return _lastNames ??= new byte[shape.Keys.Length][];
    }

    private void Key(in WireValue key, ref byte[]? name)
    {
        if (name is not null)
        {
            Raw(name);
            return;
        }

        var (start, memoized) = (_used, _memoized);
        Key(key);
        name = _memoized == memoized ? _buffer[start.._used] : null;
    }

    private void List(IReadOnlyList<WireValue> items)
    {
        EmptyList();
        Remember(items);
        Items(items);
    }

    private void EmptyList()
    {
        if (_protocol == 0)
        {
            Raw("(l"u8);
        }
        else
        {
            Op(PickleOpcode.EmptyList);
        }
    }

    private void Items(IReadOnlyList<WireValue> list)
    {
        var items = WireItems.Span(list);
        var count = items.Length;
        for (var from = 0; from < count; from += BatchSize)
        {
            var to = Math.Min(count, from + BatchSize);
            var isBatch = _protocol > 0 && to - from > 1;
            if (isBatch)
            {
                Op(PickleOpcode.Mark);
            }

            for (var i = from; i < to; i++)
            {
                Value(items[i]);
                if (!isBatch)
                {
                    Op(PickleOpcode.Append);
                }
            }

            if (isBatch)
            {
                Op(PickleOpcode.Appends);
            }
        }
    }

    // A tuple can stand in itself only by way of a list or dict in it. That one comes first then, and brings the tuple with it.
    private void Tuple(IReadOnlyList<WireValue> items, object identity)
    {
        var count = items.Count;
        if (count == 0)
        {
            EmptyTuple();
            return;
        }

        BeginTuple(count);
        for (var i = 0; i < count; i++)
        {
            Value(items[i]);
        }

        if (_identities is not null && _identities.TryGetValue(identity, out var index))
        {
            if (_protocol > 0 && !(count <= 3 && _protocol >= 2))
            {
                Op(PickleOpcode.PopMark);
            }
            else
            {
                Pops(count + (_protocol == 0 ? 1 : 0));
            }

            Get(index);
            return;
        }

        EndTuple(count);
        Remember(identity);
    }

    private void Pops(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Op(PickleOpcode.Pop);
        }
    }

    private void EmptyTuple()
    {
        if (_protocol == 0)
        {
            Raw("(t"u8);
        }
        else
        {
            Op(PickleOpcode.EmptyTuple);
        }
    }

    private void BeginTuple(int count)
    {
        if (count > 3 || _protocol < 2)
        {
            Op(PickleOpcode.Mark);
        }
    }

    private void EndTuple(int count)
    {
        Op(count > 3 || _protocol < 2 ? PickleOpcode.Tuple : (byte)(PickleOpcode.Tuple1 + count - 1));
    }

    private void Set(IReadOnlyList<WireValue> items)
    {
        CheckMembers(items);
        if (_protocol < 4)
        {
            ListCall(Builtin("set"), items);
            Remember(items);
            return;
        }

        Op(PickleOpcode.EmptySet);
        Remember(items);
        for (var from = 0; from < items.Count; from += BatchSize)
        {
            Op(PickleOpcode.Mark);
            for (var i = from; i < Math.Min(items.Count, from + BatchSize); i++)
            {
                Value(items[i]);
            }

            Op(PickleOpcode.AddItems);
        }
    }

    private void FrozenSet(IReadOnlyList<WireValue> items)
    {
        CheckMembers(items);
        if (_protocol < 4)
        {
            ListCall(Builtin("frozenset"), items);
        }
        else
        {
            Op(PickleOpcode.Mark);
            foreach (var item in items)
            {
                Value(item);
            }

            Op(PickleOpcode.FrozenSet);
        }

        Remember(items);
    }

    private readonly void CheckMembers(IReadOnlyList<WireValue> items)
    {
        var kinds = 0;
        foreach (var item in items)
        {
            EnsureHashable(item, 0);
            kinds |= item.IsNumber ? 1 << (int)item.Kind : 0;
        }

        if ((kinds & (kinds - 1)) != 0)
        {
            CheckTwins(items, "set members");
        }
    }

    // set([…]): the form of protocols without sets
    private void ListCall(WireClass type, IReadOnlyList<WireValue> items)
    {
        Global(type);
        BeginTuple(1);
        EmptyList();
        Items(items);
        EndTuple(1);
        Op(PickleOpcode.Reduce);
    }
}
