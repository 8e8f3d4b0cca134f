using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <content>Lists of dicts that have the same keys and plain values, such as the rows of a query, in one go.</content>
internal ref partial struct PickleMachine
{
    /// <summary>A list of dicts that have the keys of one that was read before: all batches of it up to the first that is otherwise, which
    /// is left to the long way. False when that is the first one; nothing is done then.</summary>
    private bool TryTable()
    {
        var put = MemoOpcode(_pickle, _at);
        if (!IsBatchOfDicts(_at + put) || _marks + 1 >= _scratch.Keys.Length || _scratch.Keys[_marks + 1] is not { } known)
        {
            return false;
        }

        var (self, first) = (_memoized, _top + 1); // the rows lie above the place of their list
        _memoized += put > 0 ? 1 : 0;
        var (at, top) = WholeBatches(known, _at + put, first);
        var cells = _stack.AsSpan(first, top - first);
        var values = _values + (cells.Length * 2L) + (cells.Length / known.Shape.Keys.Length);
        if (cells.IsEmpty || values > _options.MaxValues)
        {
            Forget(self);
            return false;
        }

        var table = new WireTable(known.Shape, cells.ToArray());
        (_tables ??= []).Add(table);
        _stack[_top] = WireValue.List(table);
        if (put > 0)
        {
            _memo[self] = _stack[_top];
        }

        _values = (int)values;
        _containers += 2; // what counts is how deep they may lie in each other
        (_at, _top) = (at, first);
        return true;
    }

    /// <summary>Reads batches onto the stack; returns where the last that is whole ends, in the pickle and on the stack.</summary>
    private (int At, int Top) WholeBatches(PickleKeys known, int at, int first)
    {
        var (next, top) = (at, first);
        var (end, memoEnd) = ((at, first), _memoized);
        while (IsBatchOfDicts(next) && TryBatch(known, ref next, first, ref top))
        {
            (end, memoEnd) = ((next, top), _memoized);
        }

        _high = Math.Max(_high, top + known.Shape.Keys.Length);
        Forget(memoEnd);
        return end;
    }

    /// <summary>Empties the memo from an entry on.</summary>
    private void Forget(int index)
    {
        _memo.AsSpan(index, _memoized - index).Clear();
        _memoized = index;
    }

    private readonly bool IsBatchOfDicts(int at) =>
        at + 1 < _pickle.Length && _pickle[at] == PickleOpcode.Mark && _pickle[at + 1] == PickleOpcode.EmptyDict;

    private bool TryBatch(PickleKeys known, ref int at, int first, ref int top)
    {
        var pickle = _pickle;
        var width = known.Shape.Keys.Length;
        for (at++; at < pickle.Length && pickle[at] == PickleOpcode.EmptyDict; top += width)
        {
            if (!HasRoom(top, width) || !TryCells(known, ref at, (top - first) / width, _stack.AsSpan(top, width)))
            {
                return false;
            }
        }

        return at < pickle.Length && pickle[at++] == PickleOpcode.Appends;
    }

    private bool TryCells(PickleKeys known, ref int at, int row, Span<WireValue> cells)
    {
        var pickle = _pickle;
        var put = MemoOpcode(pickle, at + 1);
        if (put > 0)
        {
            _memo[_memoized++] = WireValue.Row(_tables?.Count ?? 0, row);
        }

        var next = at + 1 + put;
        if (next >= pickle.Length || pickle[next++] != PickleOpcode.Mark)
        {
            return false;
        }

        for (var i = 0; i < cells.Length; i++)
        {
            var key = ExpectedKey(pickle, next, known, i);
            next += key;
            var size = key > 0 && next < pickle.Length ? Value(pickle, next, ref cells[i]) : 0;
            if (size == 0)
            {
                return false;
            }

            next += size;
        }

        at = next + 1;
        return next < pickle.Length && pickle[next] == PickleOpcode.SetItems;
    }

    /// <summary>Sees to it that a row fits on the stack, and it with its keys and values into the memo.</summary>
    private bool HasRoom(int top, int width)
    {
        if (top + width > _stack.Length && _stack.Length < _options.MaxValues)
        {
            Array.Resize(ref _stack, _stack.Length * 2);
        }

        if (_memoized + 1 + width * 2 > _memo.Length && _memo.Length < _options.MaxMemo)
        {
            Array.Resize(ref _memo, _memo.Length * 2);
        }

        return top + width <= _stack.Length;
    }
}
