using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

internal ref partial struct PickleMachine
{
    private void Tuple(int count)
    {
        var at = Below(count);
        Push(WireValue.Tuple(TakeItems(at, count)));
    }

    private WireValue[] TakeItems(int at, int count)
    {
        var items = Contents(at, count).ToArray();
        Drop(count);
        _containers++;
        return items;
    }

    /// <summary>Values on the stack that now become content: counted, and what is not yet what it becomes, made so.</summary>
    private Span<WireValue> Contents(int at, int count)
    {
        var contents = _stack.AsSpan(at, count);
        _values += count;
        if (_values > _options.MaxValues)
        {
            throw TooMany();
        }

        if (_special)
        {
            Settle(contents);
        }

        return contents;
    }

    private void SetItems()
    {
        var count = PopMark();
        Fill(_stack[Below(count + 1)], count);
    }

    private void Appends()
    {
        var count = PopMark();
        Extend(_stack[Below(count + 1)], count);
    }

    /// <summary>Moves pairs from the top of the stack into a map or an object that is one.</summary>
    private void Fill(WireValue target, int count)
    {
        if (_isShort && target.Kind == WireKind.Map && target.AsMap() is { Count: 0 } map)
        {
            FillEmpty(map, count);
            return;
        }

        var pairs = Pairs(count);
        if (target.Kind == WireKind.Map)
        {
            target.AsMap().Merge(pairs);
        }
        else
        {
            ObjectPairs(target).Merge(pairs);
        }

        Drop(count);
    }

    // The keys that were met before need no look; short texts are keys without question.
    private void FillEmpty(WireMap map, int count)
    {
        var keys = _marks < _scratch.Keys.Length ? _scratch.Keys[_marks] : null;
        if (keys is not null && keys.Shape.Matches(_stack.AsSpan(_top - count, count)))
        {
            map.Take(keys.Shape, Contents(_top - count, count));
        }
        else
        {
            map.Merge(Pairs(count));
            if (_marks < _scratch.Keys.Length && map.Count * 2 == count && PickleKeys.Of(map) is { } met)
            {
                _scratch.Keys[_marks] = met;
            }
        }

        Drop(count);
    }

    private Span<WireValue> Pairs(int count)
    {
        if ((count & 1) != 0)
        {
            throw Fault("a key has no value");
        }

        var pairs = Contents(_top - count, count);
        for (var i = 0; i < pairs.Length; i += 2)
        {
            Key(pairs[i]);
        }

        return pairs;
    }

    /// <summary>Moves values from the top of the stack into a list or an object that is one.</summary>
    private void Extend(WireValue target, int count)
    {
        var items = Contents(_top - count, count);
        var list = target.Kind == WireKind.List ? ListItems(target) : ObjectItems(target);
        (list ?? throw Fault($"a value of kind {target.Kind} cannot be appended to")).AddRange(items);
        Drop(count);
    }

    private static List<WireValue>? ListItems(WireValue target) =>
        target.AsItems() is WireTable table ? table.Maps : target.AsItems() as List<WireValue>;

    private readonly WireMap ObjectPairs(WireValue target)
    {
        var value = Open(target, "filled with pairs");
        if (value.Pairs is null)
        {
            if ((PickleTag)target.Tag is not (PickleTag.Registered or PickleTag.Kept))
            {
                throw Refuse(value.Class, "is not known as a dict");
            }

            value.SetPairs(new WireMap());
        }

        return value.Pairs!;
    }

    private readonly List<WireValue>? ObjectItems(WireValue target)
    {
        var value = Open(target, "appended to");
        if (value.Items is null)
        {
            if ((PickleTag)target.Tag is not (PickleTag.Registered or PickleTag.Kept))
            {
                throw Refuse(value.Class, "is not known as a list");
            }

            value.SetItems(new List<WireValue>());
        }

        return value.Items as List<WireValue>;
    }

    /// <summary>The object that an opcode wants to change.</summary>
    private readonly WireObject Open(WireValue target, string purpose)
    {
        if (target.Kind is not (WireKind.Object or WireKind.Exception))
        {
            throw Fault($"a value of kind {target.Kind} cannot be {purpose}");
        }

        var value = target.AsObject();
        return value.IsSealed ? throw Refuse(value.Class, "has become a key and cannot change") : value;
    }

    private void AddItems()
    {
        var count = PopMark();
        var target = _stack[Below(count + 1)];
        if (target.Kind != WireKind.Set || target.AsItems() is not List<WireValue> set)
        {
            throw Fault($"a value of kind {target.Kind} is no set");
        }

        var items = Contents(_top - count, count);
        foreach (var item in items)
        {
            Key(item);
        }

        set.AddRange(items);
        Drop(count);
    }

    private void OpenSet()
    {
        var items = new List<WireValue>();
        (_openSets ??= []).Add(items);
        Container(WireValue.Set(items));
    }

    // A set comes in batches; that its items differ is seen to once, at the end.
    private readonly void FinishSets()
    {
        if (_openSets is null)
        {
            return;
        }

        foreach (var items in _openSets)
        {
            var distinct = Distinct([.. items]);
            if (distinct.Length != items.Count)
            {
                items.Clear();
                items.AddRange(distinct);
            }
        }
    }

    private void FrozenSet()
    {
        var count = PopMark();
        Push(WireValue.FrozenSet(Members(TakeItems(_top - count, count))));
    }

    /// <summary>The items of a set, each once; the array is used up.</summary>
    private WireValue[] Members(WireValue[] items)
    {
        foreach (ref readonly var item in items.AsSpan())
        {
            Key(item);
        }

        return Distinct(items);
    }

    private static WireValue[] Distinct(WireValue[] items)
    {
        if (items.Length < 2)
        {
            return items;
        }

        var seen = new HashSet<WireValue>(items.Length);
        var used = 0;
        foreach (var item in items)
        {
            if (seen.Add(item.AsKey()))
            {
                items[used++] = item;
            }
        }

        return used == items.Length ? items : items[..used];
    }

    /// <summary>Lets through what Python can hash, and sees to it that it cannot change any more.</summary>
    private void Key(in WireValue key)
    {
        switch (key.Kind)
        {
            case WireKind.String when key.AsString().Length <= 64:
                break;
            case WireKind.String or WireKind.Bytes or WireKind.LegacyString or WireKind.Decimal:
                Hash(key);
                break;
            case WireKind.List or WireKind.Map or WireKind.Set or WireKind.ByteArray or WireKind.Tuple or WireKind.FrozenSet
                or WireKind.Object or WireKind.Exception:
                ContainerKey(key, 0);
                break;
        }
    }

    // Python keeps the hash of a text, we do not; so a long key that comes again and again costs what it is long.
    private void Hash(in WireValue key)
    {
        _hashed += key.Kind is WireKind.String or WireKind.Decimal ? key.AsString().Length : key.AsBytes().Length;
        if (_hashed > 16 * 1024 * 1024 + 16L * _pickle.Length)
        {
            throw Fault("the same long key is used again and again");
        }
    }

    // Equality and hashes of keys walk all of them, so what stands in keys counts like what stands in the result.
    private void ContainerKey(WireValue key, int depth)
    {
        if (depth > _options.MaxDepth)
        {
            throw Fault($"a key is nested deeper than {_options.MaxDepth} levels");
        }

        _keyValues++;
        if (_keyValues > _options.MaxValues)
        {
            throw TooMany();
        }

        switch (key.Kind)
        {
            case WireKind.List or WireKind.Map or WireKind.Set or WireKind.ByteArray:
                throw Fault($"a value of kind {key.Kind} cannot be a key, as in Python");
            case WireKind.String or WireKind.Bytes or WireKind.LegacyString or WireKind.Decimal:
                Hash(key);
                break;
            case WireKind.Tuple or WireKind.FrozenSet:
                PartsOfKey(key.AsItems(), depth + 1);
                break;
            case WireKind.Object or WireKind.Exception:
                var value = key.AsObject();
                if (value.Items is not null || value.Pairs is not null || value.Kwargs is not null
                    || value.State.Kind is not (WireKind.None or WireKind.String))
                {
                    throw Fault($"an object of class {value.Class} with content cannot be a key");
                }

                value.Seal();
                PartsOfKey(value.Args, depth + 1);
                break;
        }
    }

    private void PartsOfKey(IReadOnlyList<WireValue> parts, int depth)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            ContainerKey(parts[i], depth);
        }
    }
}
