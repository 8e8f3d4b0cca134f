using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>The stack machine that a pickle is a program for, without the opcodes that reach out of the data.</summary>
/// <remarks>One pass over the bytes, no recursion. Every length is checked against what is left before anything is allocated.
/// Lists, maps and objects on the stack are filled in place, since the memo may hold them too.</remarks>
internal ref partial struct PickleMachine
{
    private readonly ReadOnlySpan<byte> _pickle;
    private readonly PickleOptions _options;
    private readonly PickleScratch _scratch;
    private readonly bool _isShort;

    private WireValue[] _stack;
    private WireValue[] _memo;
    private int _at;       // next byte
    private int _start;    // first byte of the opcode at work
    private int _top;      // values on the stack
    private int _high;     // most values there ever were
    private int _fence;    // values below the last mark, which no opcode but those for marks may take
    private int _marks;
    private int _memoized; // entries of the memo in use
    private int _protocol;
    private int _values;   // values put into containers
    private int _containers;
    private int _keyValues; // values looked at in keys that are containers
    private long _copied;   // characters, bytes and items that were converted into another type
    private long _hashed;   // characters and bytes of long keys
    private bool _shared;  // a container was fetched from the memo: it may stand in two places, or in itself
    private List<List<WireValue>>? _openSets;
    private List<WireTable>? _tables;
    private bool _special; // functions, or objects that are not yet what they become, are about

    /// <summary>Starts a machine.</summary>
    /// <param name="pickle">The program.</param>
    /// <param name="options">Limits and types.</param>
    /// <param name="scratch">Its memory.</param>
    /// <param name="isShort">False to go opcode by opcode all the way, which gives the same.</param>
    public PickleMachine(ReadOnlySpan<byte> pickle, PickleOptions options, PickleScratch scratch, bool isShort = true)
    {
        _isShort = isShort;
        _pickle = pickle;
        _options = options;
        _scratch = scratch;
        _stack = scratch.Stack;
        _memo = scratch.Memo;
    }

    public readonly void Release()
    {
        _scratch.Stack = _stack;
        _scratch.Memo = _memo;
        _scratch.Return(Math.Max(_high, _top), _memoized);
    }

    public WireValue Run()
    {
        while (true)
        {
            if (_isShort)
            {
                RunPlain();
            }

            _start = _at;
            var opcode = Byte();
            switch (opcode)
            {
                case PickleOpcode.ShortBinUnicode:
                    Push(WireValue.String(Text(Take(Byte()))));
                    break;
                case PickleOpcode.BinUnicode:
                    Push(WireValue.String(Text(Take(Length4()))));
                    break;
                case PickleOpcode.BinPut:
                    Put(Byte());
                    break;
                case PickleOpcode.Memoize:
                    Put(_memoized);
                    break;
                case PickleOpcode.BinGet:
                    Fetch(Byte());
                    break;
                case PickleOpcode.LongBinPut:
                    Put(Length4());
                    break;
                case PickleOpcode.LongBinGet:
                    Fetch(Length4());
                    break;
                case PickleOpcode.None:
                    Push(WireValue.None);
                    break;
                case PickleOpcode.NewTrue:
                    Push(WireValue.Boolean(true));
                    break;
                case PickleOpcode.NewFalse:
                    Push(WireValue.Boolean(false));
                    break;
                case PickleOpcode.BinInt1:
                    Push(WireValue.Integer(Byte()));
                    break;
                case PickleOpcode.BinInt2:
                    Push(WireValue.Integer(BinaryPrimitives.ReadUInt16LittleEndian(Take(2))));
                    break;
                case PickleOpcode.BinInt:
                    Push(WireValue.Integer(BinaryPrimitives.ReadInt32LittleEndian(Take(4))));
                    break;
                case PickleOpcode.BinFloat:
                    Push(WireValue.Float(BinaryPrimitives.ReadDoubleBigEndian(Take(8))));
                    break;
                case PickleOpcode.Mark:
                    Mark();
                    break;
                case PickleOpcode.EmptyDict:
                    Container(WireValue.Map(new WireMap()));
                    break;
                case PickleOpcode.EmptyList:
                    Container(WireValue.List(new List<WireValue>()));
                    break;
                case PickleOpcode.EmptyTuple:
                    Push(WireValue.Tuple([]));
                    break;
                case PickleOpcode.SetItems:
                    SetItems();
                    break;
                case PickleOpcode.SetItem:
                    Fill(_stack[Below(3)], 2);
                    break;
                case PickleOpcode.Appends:
                    Appends();
                    break;
                case PickleOpcode.Append:
                    Extend(_stack[Below(2)], 1);
                    break;
                case PickleOpcode.Tuple1:
                    Tuple(1);
                    break;
                case PickleOpcode.Tuple2:
                    Tuple(2);
                    break;
                case PickleOpcode.Tuple3:
                    Tuple(3);
                    break;
                case PickleOpcode.Tuple:
                    Tuple(PopMark());
                    break;
                case PickleOpcode.Frame:
                    _ = Check(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)));
                    break;
                case PickleOpcode.Stop:
                    return Finish();
                default:
                    if (!Scalar(opcode) && !Rare(opcode))
                    {
                        throw Fault($"there is no such opcode as 0x{opcode:x2}");
                    }

                    break;
            }
        }
    }

    /// <summary>An error at the opcode at work.</summary>
    private readonly PickleException Fault(string message, string? refused = null, Exception? innerException = null) =>
        new(message, _start, _start < _pickle.Length ? PickleOpcode.NameOf(_pickle[_start]) : "end", refused, innerException);

    private readonly PickleException Early() => Fault($"it ends early, after {_pickle.Length} bytes");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Byte()
    {
        if (_at >= _pickle.Length)
        {
            throw Early();
        }

        return _pickle[_at++];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)(_pickle.Length - _at))
        {
            throw TooLong((uint)length);
        }

        var taken = _pickle.Slice(_at, length);
        _at += length;
        return taken;
    }

    private readonly int Check(ulong length) => length <= (ulong)(_pickle.Length - _at) ? (int)length : throw TooLong(length);

    private readonly PickleException TooLong(ulong length) =>
        Fault($"a length of {length} is announced and {_pickle.Length - _at} bytes are left");

    // Unsigned on the wire; what does not fit an int comes out negative and is refused by whoever uses it.
    private int Length4() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private ReadOnlySpan<byte> Line()
    {
        var length = _pickle[_at..].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Early();
        }

        var line = _pickle.Slice(_at, length);
        _at += length + 1;
        return line;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Push(WireValue value)
    {
        if (_top == _stack.Length)
        {
            Grow();
        }

        _stack[_top++] = value;
    }

    private void Container(WireValue value)
    {
        _containers++;
        Push(value);
    }

    private void Grow()
    {
        if (_top >= _options.MaxValues)
        {
            throw TooMany();
        }

        Array.Resize(ref _stack, _stack.Length * 2);
    }

    private readonly PickleException TooMany() =>
        Fault($"it holds more than {_options.MaxValues} values. Raise MaxValues if its senders are trusted");

    /// <summary>Index of the lowest of some values on top, which must all lie above the last mark.</summary>
    private readonly int Below(int count) =>
        _top - count >= _fence ? _top - count : throw Fault($"{count} values are needed and {_top - _fence} are there");

    private WireValue Pop()
    {
        _ = Below(1);
        _high = Math.Max(_high, _top);
        return _stack[--_top];
    }

    private void Drop(int count)
    {
        _high = Math.Max(_high, _top);
        _top -= count;
    }

    private void Mark()
    {
        if (_marks == _scratch.Marks.Length)
        {
            Array.Resize(ref _scratch.Marks, _marks * 2);
        }

        _scratch.Marks[_marks++] = _top;
        _fence = _top;
    }

    /// <summary>Takes the last mark away; returns how many values lay above it.</summary>
    private int PopMark()
    {
        if (_marks == 0)
        {
            throw Fault("a mark is needed and there is none");
        }

        var mark = _scratch.Marks[--_marks];
        _fence = _marks == 0 ? 0 : _scratch.Marks[_marks - 1];
        return _top - mark;
    }

    private void Put(int index)
    {
        ref readonly var value = ref _stack[Below(1)];
        if (index < _memoized)
        {
            _memo[Positive(index)] = value;
            return;
        }

        // Picklers count up. Room for gaps, but none for an index that is only there to make us allocate.
        if (index > 1024 + _memoized * 2L || index >= _options.MaxMemo)
        {
            throw Fault($"the memo has {_memoized} entries and shall get one at {index}");
        }

        if (index >= _memo.Length)
        {
            Array.Resize(ref _memo, Math.Max(_memo.Length * 2, index + 1));
        }

        for (; _memoized < index; _memoized++)
        {
            _memo[_memoized] = WireValue.Missing;
        }

        _memo[_memoized++] = value;
    }

    private readonly int Positive(int index) => index >= 0 ? index : throw Fault($"the memo has no index {index}");

    private void Fetch(int index)
    {
        if ((uint)index >= (uint)_memoized || _memo[index].IsMissing)
        {
            throw Fault($"the memo has no entry {(uint)index}");
        }

        ref readonly var value = ref _memo[index];
        if (value.IsRow(out var table, out var row))
        {
            Share(_tables![table].Maps[row]);
            return;
        }

        if (value.Kind != WireKind.String)
        {
            _shared |= IsShared(value);
        }

        PushCopy(value);
    }

    // Not by value: moving what lies in memory is cheaper than taking it apart and putting it together again.
    private void PushCopy(in WireValue value)
    {
        if (_top == _stack.Length)
        {
            Grow();
        }

        _stack[_top++] = value;
    }

    private void Share(WireValue value)
    {
        _shared |= IsShared(value);
        Push(value);
    }

    private static bool IsShared(in WireValue value) => value.Kind switch
    {
        WireKind.List or WireKind.Tuple or WireKind.Set or WireKind.FrozenSet or WireKind.Map or WireKind.Exception => true,
        WireKind.Object => value.Tag != (long)PickleTag.TimeZone,
        _ => false,
    };

    private WireValue Finish()
    {
        var at = Below(1);
        if (_special)
        {
            Settle(_stack.AsSpan(at, 1));
        }

        var value = _stack[at];
        FinishSets();
        if (_shared || _containers > _options.MaxDepth)
        {
            new PickleShape(_start, _options, _shared).Walk(ref value);
        }

        return value;
    }
}
