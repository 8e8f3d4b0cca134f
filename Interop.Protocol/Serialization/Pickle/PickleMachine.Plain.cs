using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <content>The short way through plain data. It takes the opcodes that it knows as long as nothing about them is out of the ordinary,
/// and stands before the first that is; what <see cref="Run"/> does with that one, faults included, is what counts.</content>
internal ref partial struct PickleMachine
{
    private void RunPlain()
    {
        var pickle = _pickle;
        var stack = _stack;
        var (at, top) = (_at, _top);
        while (at < pickle.Length && top < stack.Length)
        {
            if (IsKey(top) && _marks <= _scratch.Keys.Length && _scratch.Keys[_marks - 1] is { } known
                && Pairs(known, (top - _fence) >> 1, ref at, ref top))
            {
                continue;
            }

            var size = Plain(pickle, at, ref stack[top], IsKey(top));
            if (size > 0)
            {
                at += size;
                top++;
                continue;
            }

            switch (pickle[at])
            {
                case PickleOpcode.Mark:
                    (_at, _top) = (++at, top);
                    Mark();
                    break;
                case PickleOpcode.EmptyDict:
                    (_at, _top) = (at + 1, top);
                    if (TryRow())
                    {
                        (at, top) = (_at, _top);
                        break;
                    }

                    _containers++;
                    stack[top] = WireValue.Map(new WireMap());
                    at += 1 + Memoized(pickle, at + 1, stack[top++]);
                    break;
                case PickleOpcode.EmptyList:
                    (_at, _top) = (at + 1, top);
                    var isTable = TryTable();
                    stack = _stack;
                    if (isTable)
                    {
                        (at, top) = (_at, _top);
                        break;
                    }

                    _containers++;
                    stack[top] = WireValue.List(new List<WireValue>());
                    at += 1 + Memoized(pickle, at + 1, stack[top++]);
                    break;
                case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                    var count = pickle[at] - PickleOpcode.Tuple1 + 1;
                    (_at, _top) = (at, top);
                    if (top - count < _fence || _special || _values + count > _options.MaxValues)
                    {
                        return;
                    }

                    Tuple(count);
                    top = _top;
                    at += 1 + Memoized(pickle, at + 1, stack[top - 1]);
                    break;
                case PickleOpcode.Memoize or PickleOpcode.BinPut when top > _fence && MemoOpcode(pickle, at) is > 0 and var put:
                    _memo[_memoized++] = stack[top - 1];
                    at += put;
                    break;
                default:
                    (_at, _top) = (at, top);
                    return;
            }
        }

        (_at, _top) = (at, top);
    }

    /// <summary>Reads a value without content, with the opcode behind it that puts it into the memo. Returns how many bytes that are, or 0
    /// when it is none of the plain ones.</summary>
    private int Plain(ReadOnlySpan<byte> pickle, int at, ref WireValue value, bool isKey)
    {
        var left = pickle.Length - at;
        int head, length;
        switch (pickle[at])
        {
            case PickleOpcode.BinGet when left >= 2:
                var index = pickle[at + 1];
                if (index >= _memoized || _memo[index].Kind != WireKind.String)
                {
                    return 0;
                }

                value = _memo[index];
                return 2;
            case PickleOpcode.None:
                value = WireValue.None;
                return 1;
            case PickleOpcode.NewTrue:
                value = WireValue.Boolean(true);
                return 1;
            case PickleOpcode.NewFalse:
                value = WireValue.Boolean(false);
                return 1;
            case PickleOpcode.BinInt1 when left >= 2:
                value = WireValue.Integer(pickle[at + 1]);
                return 2;
            case PickleOpcode.BinInt2 when left >= 3:
                value = WireValue.Integer(BinaryPrimitives.ReadUInt16LittleEndian(pickle[(at + 1)..]));
                return 3;
            case PickleOpcode.BinInt when left >= 5:
                value = WireValue.Integer(BinaryPrimitives.ReadInt32LittleEndian(pickle[(at + 1)..]));
                return 5;
            case PickleOpcode.BinFloat when left >= 9:
                value = WireValue.Float(BinaryPrimitives.ReadDoubleBigEndian(pickle[(at + 1)..]));
                return 9;
            case PickleOpcode.ShortBinUnicode when left >= 2:
                (head, length) = (2, pickle[at + 1]);
                break;
            case PickleOpcode.BinUnicode when left >= 5:
                (head, length) = (5, BinaryPrimitives.ReadInt32LittleEndian(pickle[(at + 1)..]));
                break;
            default:
                return 0;
        }

        if ((uint)length > (uint)(left - head))
        {
            return 0;
        }

        var utf8 = pickle.Slice(at + head, length);
        var text = isKey ? PickleText.DecodeName(utf8) : PickleText.Decode(utf8);
        if (text is null)
        {
            return 0;
        }

        value = WireValue.String(text);
        length += head;
        return length + Memoized(pickle, at + length, value);
    }

    /// <summary>Puts a value into the memo when the pickle says so next, and at the next index; returns the size of that opcode.</summary>
    private int Memoized(ReadOnlySpan<byte> pickle, int at, in WireValue value)
    {
        var size = MemoOpcode(pickle, at);
        if (size > 0)
        {
            _memo[_memoized++] = value;
        }

        return size;
    }

    /// <summary>Size of the opcode that puts what is on top at the next index of the memo; 0 when another comes or there is no room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int MemoOpcode(ReadOnlySpan<byte> pickle, int at)
    {
        if (at >= pickle.Length || _memoized >= _memo.Length || _memoized >= _options.MaxMemo)
        {
            return 0;
        }

        return pickle[at] == PickleOpcode.Memoize ? 1 : MemoOpcodeByIndex(pickle, at);
    }

    private readonly int MemoOpcodeByIndex(ReadOnlySpan<byte> pickle, int at) => pickle[at] switch
    {
        PickleOpcode.BinPut when at + 1 < pickle.Length && pickle[at + 1] == _memoized => 2,
        PickleOpcode.LongBinPut when pickle.Length - at >= 5
            && BinaryPrimitives.ReadInt32LittleEndian(pickle[(at + 1)..]) == _memoized => 5,
        _ => 0,
    };

    // Between a mark behind a dict and the pairs for it, every other value is a key.
    private readonly bool IsKey(int top) => _fence > 0 && ((top - _fence) & 1) == 0 && _stack[_fence - 1].Kind == WireKind.Map;

    /// <summary>A whole dict of plain values that has the keys of the one before it. False when it has not that shape; nothing is done then.
    /// When it begins like one and goes on otherwise, what was read so far lies on the stack.</summary>
    private bool TryRow()
    {
        var pickle = _pickle;
        if (_marks >= _scratch.Keys.Length || _scratch.Keys[_marks] is not { } known)
        {
            return false;
        }

        var (map, at, place) = (_top, _at, _memoized);
        var self = MemoOpcode(pickle, at);
        var count = known.Shape.Keys.Length;
        if (map + 1 + count * 2 > _stack.Length || at + self >= pickle.Length || pickle[at + self] != PickleOpcode.Mark)
        {
            return false;
        }

        at += self + 1;
        if (self > 0)
        {
            _memo[_memoized++] = WireValue.Missing;
        }

        var top = map + 1;
        var read = Values(known, 0, top, ref at, out var hasKey);
        ref var made = ref _stack[map];
        var isWhole = read == count && at < pickle.Length && pickle[at] == PickleOpcode.SetItems && _values + count * 2 <= _options.MaxValues;
        made = WireValue.Map(isWhole ? new WireMap(known.Shape, _stack.AsSpan(top, count * 2)) : new WireMap());
        if (self > 0)
        {
            _memo[place] = made;
        }

        _containers++;
        if (isWhole)
        {
            _values += count * 2;
            (_at, _top) = (at + 1, top);
            return true;
        }

        _top = top;
        Mark();
        Keys(known, 0, top, read, hasKey);
        (_at, _top) = (at, top + read * 2 + (hasKey ? 1 : 0));
        return true;
    }

    /// <summary>Goes on with a dict whose keys are those of the one before it, from some pair on. False when not even a key was read.</summary>
    private bool Pairs(PickleKeys known, int first, ref int at, ref int top)
    {
        if (first >= known.Shape.Keys.Length || top + (known.Shape.Keys.Length - first) * 2 > _stack.Length)
        {
            return false;
        }

        var read = Values(known, first, top, ref at, out var hasKey);
        Keys(known, first, top, read, hasKey);
        top += read * 2 + (hasKey ? 1 : 0);
        return read > 0 || hasKey;
    }

    /// <summary>Reads pairs with expected keys; puts only the values on the stack, each where it belongs behind its key.</summary>
    /// <param name="known">The keys.</param>
    /// <param name="first">Which of them comes first.</param>
    /// <param name="top">Where it belongs on the stack; there is room for all.</param>
    /// <param name="at">The next byte, before and afterwards.</param>
    /// <param name="hasKey">True when one more key was read, whose value is not plain: it would be in the memo twice if it were read again.</param>
    /// <returns>How many pairs were read.</returns>
    private int Values(PickleKeys known, int first, int top, ref int at, out bool hasKey)
    {
        var pickle = _pickle;
        var count = known.Shape.Keys.Length - first;
        var values = _stack.AsSpan(top, count * 2);
        _high = Math.Max(_high, top + values.Length);
        hasKey = false;
        var next = at;
        for (var i = 0; i < count; i++)
        {
            var size = ExpectedKey(pickle, next, known, first + i);
            if (size == 0)
            {
                at = next;
                return i;
            }

            next += size;

            var length = next < pickle.Length ? Value(pickle, next, ref values[i * 2 + 1]) : 0;
            if (length == 0)
            {
                hasKey = true;
                at = next;
                return i;
            }

            next += length;
        }

        at = next;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Value(ReadOnlySpan<byte> pickle, int at, ref WireValue value)
    {
        var left = pickle.Length - at;
        switch (pickle[at])
        {
            case PickleOpcode.None:
                value = WireValue.None;
                return 1;
            case PickleOpcode.NewTrue:
                value = WireValue.Boolean(true);
                return 1;
            case PickleOpcode.NewFalse:
                value = WireValue.Boolean(false);
                return 1;
            case PickleOpcode.BinInt when left >= 5:
                value = WireValue.Integer(BinaryPrimitives.ReadInt32LittleEndian(pickle[(at + 1)..]));
                return 5;
            case PickleOpcode.BinFloat when left >= 9:
                value = WireValue.Float(BinaryPrimitives.ReadDoubleBigEndian(pickle[(at + 1)..]));
                return 9;
            default:
                return Plain(pickle, at, ref value, isKey: false);
        }
    }

    /// <summary>The size of an expected key; 0 when it is another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ExpectedKey(ReadOnlySpan<byte> pickle, int at, PickleKeys known, int number)
    {
        if (at + 1 >= pickle.Length || pickle[at] != PickleOpcode.BinGet)
        {
            return KeyText(pickle, at, known, number);
        }

        var index = pickle[at + 1];
        return index < _memoized && known.Shape.Keys[number].IsSameText(_memo[index]) ? 2 : 0;
    }

    private int KeyText(ReadOnlySpan<byte> pickle, int at, PickleKeys known, int number)
    {
        if (at >= pickle.Length)
        {
            return 0;
        }

        var head = pickle[at] switch { PickleOpcode.ShortBinUnicode => 2, PickleOpcode.BinUnicode => 5, _ => 0 };
        var utf8 = known.Utf8[number];
        var isExpected = head > 0 && pickle.Length - at >= head + utf8.Length && pickle[at + 1] == utf8.Length
            && (head == 2 || (pickle[at + 2] | pickle[at + 3] | pickle[at + 4]) == 0)
            && pickle.Slice(at + head, utf8.Length).SequenceEqual(utf8);
        return isExpected ? head + utf8.Length + Memoized(pickle, at + head + utf8.Length, known.Shape.Keys[number]) : 0;
    }

    /// <summary>Puts keys before the values that were read, and one more where its value is still to come.</summary>
    private readonly void Keys(PickleKeys known, int first, int top, int read, bool hasKey)
    {
        for (var i = 0; i < read + (hasKey ? 1 : 0); i++)
        {
            _stack[top + i * 2] = known.Shape.Keys[first + i];
        }
    }
}
