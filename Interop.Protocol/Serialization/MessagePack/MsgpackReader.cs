using System.Buffers.Binary;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.MessagePack;

/// <summary>Reads one document in one pass. Source: <c>msgpack/unpack_template.h</c>, <c>unpack.h</c>.</summary>
/// <remarks>Every value takes a byte at least, so a count is checked against the bytes that no open container has claimed
/// yet: what is allocated is in proportion to the document.</remarks>
internal ref struct MsgpackReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _maxValues;
    private int _at;
    private int _depth;
    private int _values;
    private long _claimed;

    private MsgpackReader(ReadOnlySpan<byte> bytes, int maxValues)
    {
        _bytes = bytes;
        _maxValues = maxValues;
    }

    /// <exception cref="MessageDecodeException">The bytes are no msgpack document that Python reads, or exceed a limit.</exception>
    public static WireValue ReadDocument(ReadOnlySpan<byte> bytes, int maxValues)
    {
        var reader = new MsgpackReader(bytes, maxValues) { _values = 1 };
        var value = reader.Value();
        return reader._at == bytes.Length
            ? value
            : throw new MessageDecodeException("The msgpack document goes on after its end.", reader._at);
    }

    private WireValue Value()
    {
        var type = Byte();
        switch (type)
        {
            case <= 0x7f:
                return type;
            case <= 0x8f:
                return Map(type & 0x0f);
            case <= 0x9f:
                return Array(type & 0x0f);
            case <= 0xbf:
                return Text(type & 0x1f);
            case >= 0xe0:
                return (sbyte)type;
            case 0xc0:
                return WireValue.None;
            case 0xc2 or 0xc3:
                return type == 0xc3;
            case 0xc4 or 0xc5 or 0xc6:
                return WireValue.Bytes(Take(Unsigned(1 << (type - 0xc4))).ToArray());
            case 0xc7 or 0xc8 or 0xc9:
                return Extension(Unsigned(1 << (type - 0xc7)));
            case 0xca:
                return (double)BinaryPrimitives.ReadSingleBigEndian(Take(4));
            case 0xcb:
                return BinaryPrimitives.ReadDoubleBigEndian(Take(8));
            case 0xcc or 0xcd or 0xce:
                return Unsigned(1 << (type - 0xcc));
            case 0xcf:
                return WireValue.Integer(new System.Numerics.BigInteger(BinaryPrimitives.ReadUInt64BigEndian(Take(8))));
            case 0xd0:
                return (sbyte)Byte();
            case 0xd1:
                return BinaryPrimitives.ReadInt16BigEndian(Take(2));
            case 0xd2:
                return BinaryPrimitives.ReadInt32BigEndian(Take(4));
            case 0xd3:
                return BinaryPrimitives.ReadInt64BigEndian(Take(8));
            case >= 0xd4 and <= 0xd8:
                return Extension(1L << (type - 0xd4));
            case 0xd9 or 0xda or 0xdb:
                return Text(Unsigned(1 << (type - 0xd9)));
            case 0xdc or 0xdd:
                return Array(Unsigned(2 << (type - 0xdc)));
            case 0xde or 0xdf:
                return Map(Unsigned(2 << (type - 0xde)));
            default:
                throw new MessageDecodeException($"The byte 0x{type:x2} begins no msgpack value.", _at - 1);
        }
    }

    private WireValue Array(long count)
    {
        Open(count);
        var items = count == 0 ? [] : new WireValue[count];
        for (var i = 0; i < items.Length; i++)
        {
            _claimed--;
            items[i] = Value();
        }

        _depth--;
        return WireValue.List(items);
    }

    private WireValue Map(long count)
    {
        Open(2 * count);
        var map = new WireMap((int)count);
        for (var i = 0L; i < count; i++)
        {
            var at = _at;
            _claimed--;
            var key = Value();
            if (key.Kind is not (WireKind.String or WireKind.Bytes))
            {
                throw new MessageDecodeException(
                    $"A msgpack map has a key of kind {key.Kind}. Python takes text and bytes only (strict_map_key).", at);
            }

            _claimed--;
            map.Set(key, Value());
        }

        _depth--;
        return map;
    }

    private WireValue Text(long length)
    {
        var at = _at;
        try
        {
            return StrictUtf8.GetString(Take(length));
        }
        catch (DecoderFallbackException e)
        {
            throw new MessageDecodeException("A msgpack string is not UTF-8.", at + e.Index, e);
        }
    }

    private WireValue Extension(long length)
    {
        var at = _at;
        var code = (sbyte)Byte();
        var data = Take(length);
        if (code >= 0)
        {
            return MsgpackExtension.Other(code, data.ToArray());
        }

        return code == MsgpackExtension.TimestampCode && MsgpackExtension.TryReadTimestamp(data, out var timestamp)
            ? timestamp
            : throw new MessageDecodeException(
                $"A msgpack extension of code {code} with {length} bytes is none that Python reads.", at);
    }

    private void Open(long count)
    {
        if (++_depth > MsgpackContentCodec.MaxDepth)
        {
            throw new MessageDecodeException(
                $"The msgpack document is nested deeper than {MsgpackContentCodec.MaxDepth} levels.", _at);
        }

        if (count > _bytes.Length - _at - _claimed)
        {
            throw Truncated(count);
        }

        if (count > _maxValues - _values)
        {
            throw new MessageDecodeException($"The msgpack document holds more than {_maxValues} values.", _at);
        }

        _claimed += count;
        _values += (int)count;
    }

    private long Unsigned(int size) => size switch
    {
        1 => Byte(),
        2 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        _ => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
    };

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length > _bytes.Length - _at - _claimed)
        {
            throw Truncated(length);
        }

        var taken = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return taken;
    }

    private readonly MessageDecodeException Truncated(long needed) => new(
        $"The msgpack document ends too early: {needed} more bytes are needed at least, {_bytes.Length - _at} are left.", _at);
}
