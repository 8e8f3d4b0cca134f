using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>Emits the opcodes of one pickle into a buffer of its own.</summary>
internal ref partial struct PickleEmitter
{
    private const int FirstBuffer = 1024;
    private const int LargestKept = 256 * 1024;

    [ThreadStatic]
    private static byte[]? t_kept;

    private readonly PickleOptions _options;
    private readonly int _protocol;
    private readonly Dictionary<object, int>? _identities; // memo indices of containers, by reference
    private Dictionary<string, int>? _names;                // memo indices of texts that repeat
    private Dictionary<WireClass, int>? _classes;
    private byte[] _buffer;
    private int _used;
    private int _depth;
    private int _memoized;
    private bool _needsIdentities;
    private WireShape? _lastShape;
    private byte[]?[]? _lastNames;

    public PickleEmitter(PickleOptions options, bool withIdentities)
    {
        _options = options;
        _protocol = options.Protocol;
        _identities = withIdentities ? new(ReferenceEqualityComparer.Instance) : null;
        _buffer = t_kept ?? new byte[FirstBuffer];
        t_kept = null;
    }

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _used);

    public readonly void Dispose() => t_kept = _buffer.Length <= LargestKept ? _buffer : null;

    /// <summary>Writes a whole pickle; false when the value contains itself and identities are needed.</summary>
    public bool TryWrite(WireValue value)
    {
        if (_protocol >= 2)
        {
            Op(PickleOpcode.Proto);
            Op((byte)_protocol);
        }

        Value(value);
        Op(PickleOpcode.Stop);
        return !_needsIdentities;
    }

    private void Value(in WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.None:
                Op(PickleOpcode.None);
                break;
            case WireKind.Boolean:
                Boolean(value.AsBoolean());
                break;
            case WireKind.Integer:
                if (value.TryGetInt64(out var small))
                {
                    Integer(small);
                }
                else
                {
                    Integer(value.AsBigInteger());
                }

                break;
            case WireKind.Float:
                Float(value.AsDouble());
                break;
            case WireKind.String:
                Text(value.AsString());
                break;
            case WireKind.Bytes or WireKind.LegacyString:
                Bytes(value.AsBytes().Span);
                break;
            case WireKind.ByteArray:
                ByteArray(value.AsBytes().Span);
                break;
            case WireKind.Map or WireKind.List or WireKind.Tuple or WireKind.Set or WireKind.FrozenSet or WireKind.Object
                or WireKind.Exception:
                Container(value);
                break;
            case WireKind.Recursion:
                Recursion(value);
                break;
            default:
                Typed(value);
                break;
        }
    }

    private void Recursion(in WireValue value)
    {
        if (_identities is null)
        {
            _needsIdentities = true;
            Op(PickleOpcode.None);
        }
        else
        {
            Container(value.AsRecursion());
        }
    }

    private void Container(in WireValue value)
    {
        if (_identities is not null && Known(Identity(value)))
        {
            return;
        }

        Enter();
        switch (value.Kind)
        {
            case WireKind.Map:
                Map(value.AsMap());
                break;
            case WireKind.List:
                List(value.AsItems());
                break;
            case WireKind.Tuple:
                Tuple(value.AsItems(), Identity(value));
                break;
            case WireKind.Set:
                Set(value.AsItems());
                break;
            case WireKind.FrozenSet:
                FrozenSet(value.AsItems());
                break;
            default:
                Object(value.AsObject());
                break;
        }

        _depth--;
    }

    private void Enter()
    {
        if (++_depth > _options.MaxDepth)
        {
            throw new MessageEncodeException($"The value is nested deeper than {_options.MaxDepth} levels. Python could not read it.");
        }
    }

    private static object Identity(in WireValue value) => value.Kind switch
    {
        WireKind.Map => value.AsMap(),
        WireKind.Object or WireKind.Exception => value.AsObject(),
        _ => value.AsItems(),
    };

    /// <summary>Writes a reference to a container that is in the memo.</summary>
    private bool Known(object container)
    {
        var isKnown = _identities!.TryGetValue(container, out var index);
        if (isKnown)
        {
            Get(index);
        }

        return isKnown;
    }

    /// <summary>Puts the container that was just begun into the memo, where identities are asked for.</summary>
    private void Remember(object container)
    {
        // All empty arrays are one object, but not one value.
        if (_identities is not null && container is not WireValue[] { Length: 0 })
        {
            _identities[container] = Put();
        }
    }

    private int Put()
    {
        var index = _memoized++;
        if (_protocol >= 4)
        {
            Op(PickleOpcode.Memoize);
        }
        else if (_protocol == 0)
        {
            Line(PickleOpcode.Put, index);
        }
        else if (index <= byte.MaxValue)
        {
            Op(PickleOpcode.BinPut);
            Op((byte)index);
        }
        else
        {
            Op(PickleOpcode.LongBinPut);
            Int32(index);
        }

        return index;
    }

    private void Get(int index)
    {
        if (_protocol == 0)
        {
            Line(PickleOpcode.Get, index);
        }
        else if (index <= byte.MaxValue)
        {
            Op(PickleOpcode.BinGet);
            Op((byte)index);
        }
        else
        {
            Op(PickleOpcode.LongBinGet);
            Int32(index);
        }
    }

    private void Boolean(bool value)
    {
        if (_protocol >= 2)
        {
            Op(value ? PickleOpcode.NewTrue : PickleOpcode.NewFalse);
        }
        else
        {
            Raw(value ? "I01\n"u8 : "I00\n"u8);
        }
    }

    private void Integer(long value)
    {
        if (_protocol == 0)
        {
            if (value == (int)value)
            {
                Line(PickleOpcode.Int, value);
            }
            else
            {
                Integer((BigInteger)value);
            }
        }
        else if ((ulong)value <= byte.MaxValue)
        {
            var room = Reserve(2);
            (room[0], room[1]) = (PickleOpcode.BinInt1, (byte)value);
        }
        else if ((ulong)value <= ushort.MaxValue)
        {
            Op(PickleOpcode.BinInt2);
            BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), (ushort)value);
        }
        else if (value == (int)value)
        {
            var room = Reserve(5);
            room[0] = PickleOpcode.BinInt;
            BinaryPrimitives.WriteInt32LittleEndian(room[1..], (int)value);
        }
        else
        {
            Integer((BigInteger)value);
        }
    }

    private void Integer(BigInteger value)
    {
        if (_protocol < 2)
        {
            Op(PickleOpcode.Long);
            Ascii(value.ToString(CultureInfo.InvariantCulture));
            Raw("L\n"u8);
            return;
        }

        var bytes = value.ToByteArray();
        if (bytes.Length <= byte.MaxValue)
        {
            Op(PickleOpcode.Long1);
            Op((byte)bytes.Length);
        }
        else
        {
            Op(PickleOpcode.Long4);
            Int32(bytes.Length);
        }

        Raw(bytes);
    }

    private void Float(double value)
    {
        if (_protocol == 0)
        {
            Op(PickleOpcode.Float);
            Ascii(Interop.Protocol.Text.PythonFloat.Format(value));
            Op((byte)'\n');
            return;
        }

        var room = Reserve(9);
        room[0] = PickleOpcode.BinFloat;
        BinaryPrimitives.WriteDoubleBigEndian(room[1..], value);
    }

    private void Line(byte opcode, long number)
    {
        Op(opcode);
        Ascii(number.ToString(CultureInfo.InvariantCulture));
        Op((byte)'\n');
    }

    private void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);

    private void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Op(byte value)
    {
        if (_used == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_used++] = value;
    }

    private void Raw(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    private void Ascii(string text) => System.Text.Encoding.Latin1.GetBytes(text, Reserve(text.Length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int size)
    {
        if (_buffer.Length - _used < size)
        {
            Grow(size);
        }

        var span = _buffer.AsSpan(_used, size);
        _used += size;
        return span;
    }

    private void Grow(int size) => Array.Resize(ref _buffer, Math.Max(checked(_used + size), _buffer.Length * 2));
}
