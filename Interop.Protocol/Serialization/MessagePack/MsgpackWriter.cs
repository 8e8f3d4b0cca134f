using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Unicode;
using Interop.Protocol.Errors;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.MessagePack;

/// <summary>Writes values byte for byte as msgpack-python does: the shortest form of a number, doubles only, bin for bytes.</summary>
/// <remarks>Source: <c>msgpack/_packer.pyx</c>, <c>pack_template.h</c>.</remarks>
internal ref struct MsgpackWriter(IBufferWriter<byte> output)
{
    private const int MinimumSpan = 256;

    private Span<byte> _span;
    private int _used;
    private int _depth;

    public void Flush()
    {
        output.Advance(_used);
        _used = 0;
        _span = default;
    }

    public void Value(WireValue value)
    {
        switch (value.Kind)
        {
            case WireKind.None:
                Byte(0xc0);
                break;
            case WireKind.Boolean:
                Byte(value.AsBoolean() ? 0xc3 : 0xc2);
                break;
            case WireKind.Integer:
                Integer(value);
                break;
            case WireKind.Float:
                Reserve(9);
                _span[_used] = 0xcb;
                BinaryPrimitives.WriteDoubleBigEndian(_span[(_used + 1)..], value.AsDouble());
                _used += 9;
                break;
            case WireKind.String:
                Text(value.AsString());
                break;
            case WireKind.Bytes or WireKind.ByteArray or WireKind.LegacyString:
                var bytes = value.AsBytes().Span;
                Header(bytes.Length, 0, 0, 0xc4);
                Append(bytes);
                break;
            case WireKind.List or WireKind.Tuple:
                List(value.AsItems());
                break;
            case WireKind.Map:
                Map(value.AsMap());
                break;
            case WireKind.Object:
                Object(value);
                break;
            default:
                throw Refused(value);
        }
    }

    private void Integer(WireValue value)
    {
        if (!value.TryGetInt64(out var number))
        {
            var big = value.AsBigInteger();
            if (big < 0 || big > ulong.MaxValue)
            {
                throw new MessageEncodeException(
                    $"msgpack carries integers from -2**63 to 2**64-1 only, not {Shortened(value)}. Send it as text.");
            }

            Number(0xcf, (ulong)big, 8);
            return;
        }

        switch (number)
        {
            case >= -32 and <= 127:
                Byte((byte)number);
                break;
            case > 0:
                var unsigned = number <= byte.MaxValue ? 0 : number <= ushort.MaxValue ? 1 : number <= uint.MaxValue ? 2 : 3;
                Number(0xcc + unsigned, (ulong)number, 1 << unsigned);
                break;
            default:
                var signed = number >= sbyte.MinValue ? 0 : number >= short.MinValue ? 1 : number >= int.MinValue ? 2 : 3;
                Number(0xd0 + signed, (ulong)number, 1 << signed);
                break;
        }
    }

    private void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Header(length, 0xa0, 31, 0xd9);
        Reserve(length);
        if (Utf8.FromUtf16(text, _span[_used..], out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw new MessageEncodeException("msgpack cannot carry text with a lone surrogate: it has no UTF-8 form. Send bytes.");
        }

        _used += written;
    }

    private void List(IReadOnlyList<WireValue> items)
    {
        Open();
        Header(items.Count, 0x90, 15, 0xdb);
        for (var i = 0; i < items.Count; i++)
        {
            Value(items[i]);
        }

        _depth--;
    }

    private void Map(WireMap map)
    {
        Open();
        Header(map.Count, 0x80, 15, 0xdd);
        for (var i = 0; i < map.Count; i++)
        {
            var (key, value) = map[i];
            if (key.Kind is not (WireKind.String or WireKind.Bytes))
            {
                throw new MessageEncodeException($"msgpack cannot carry the dict key {Shortened(key)} of kind {key.Kind}: "
                    + "Python reads text and bytes as keys only (strict_map_key). Use text keys.");
            }

            Value(key);
            Value(value);
        }

        _depth--;
    }

    // Of the classes only msgpack's own have a form, and those that are a dict: a signature, an OrderedDict, a Counter.
    private void Object(WireValue value)
    {
        var known = value.AsObject();
        if (MsgpackExtension.TryWrite(known, out var code, out var data))
        {
            if (data.Length is 1 or 2 or 4 or 8 or 16)
            {
                Byte(0xd4 + BitOperations.Log2((uint)data.Length));
            }
            else
            {
                Header(data.Length, 0, 0, 0xc7);
            }

            Byte((byte)code);
            Append(data.Span);
        }
        else if (known.Pairs is { } pairs)
        {
            Map(pairs);
        }
        else if (known is { Class: { Module: "celery.canvas" } or { Module: "collections", Name: "Counter" }, Args: [{ Kind: WireKind.Map } content] })
        {
            Map(content.AsMap());
        }
        else
        {
            throw Refused(value);
        }
    }

    // A length: within the type byte up to fixMax, else after it in 1, 2 or 4 bytes. The first form of arrays and maps has 2.
    private void Header(int length, int fix, int fixMax, int first)
    {
        var containers = first is 0xdb or 0xdd;
        if (length <= fixMax && fix != 0)
        {
            Byte(fix | length);
        }
        else if (length <= byte.MaxValue && !containers)
        {
            Number(first, (ulong)length, 1);
        }
        else if (length <= ushort.MaxValue)
        {
            Number(first + 1, (ulong)length, 2);
        }
        else
        {
            Number(first + 2, (ulong)length, 4);
        }
    }

    private void Open()
    {
        if (++_depth > MsgpackContentCodec.MaxDepth)
        {
            throw new MessageEncodeException($"The value is nested deeper than {MsgpackContentCodec.MaxDepth} levels, or contains "
                + "itself. Python could not read it.");
        }
    }

    private void Number(int type, ulong bits, int size)
    {
        Reserve(1 + size);
        _span[_used++] = (byte)type;
        for (var shift = 8 * (size - 1); shift >= 0; shift -= 8)
        {
            _span[_used++] = (byte)(bits >> shift);
        }
    }

    private void Byte(int value)
    {
        Reserve(1);
        _span[_used++] = (byte)value;
    }

    private void Append(scoped ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_span[_used..]);
        _used += bytes.Length;
    }

    private void Reserve(int size)
    {
        if (_span.Length - _used >= size)
        {
            return;
        }

        output.Advance(_used);
        _used = 0;
        _span = output.GetSpan(Math.Max(size, MinimumSpan));
    }

    private static MessageEncodeException Refused(WireValue value) => new(value.Kind == WireKind.Recursion
        ? "msgpack cannot carry a list or dict that contains itself."
        : $"msgpack cannot carry {Shortened(value)}, a value of kind {value.Kind}. Send text instead, or choose another serializer.");

    private static string Shortened(WireValue value) => PythonRepr.SafeRepr(value, 100);
}
