using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Reads AMQP 0-9-1 fields: what py-amqp writes, and what RabbitMQ itself and other clients add.</summary>
/// <remarks>An <c>S</c> is text if it is UTF-8 and bytes otherwise, as in py-amqp: <c>amqp/serialization.py</c> <c>_read_item</c>.</remarks>
internal ref struct AmqpReader
{
    private const int MaxDepth = 64;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownNames = new HashSet<string>(
        [
            "lang", "task", "id", "shadow", "eta", "expires", "group", "group_index", "retries", "timelimit", "root_id", "parent_id",
            "argsrepr", "kwargsrepr", "origin", "ignore_result", "replaced_task_nesting", "stamped_headers", "stamps", "compression",
        ],
        StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly ReadOnlySpan<byte> _input;
    private int _at;
    private int _depth;

    public AmqpReader(ReadOnlySpan<byte> input) => _input = input;

    public readonly int Position => _at;

    public byte Octet() => Take(1)[0];

    public ushort Short() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public ulong LongLong() => BinaryPrimitives.ReadUInt64BigEndian(Take(8));

    public string ShortString() => Encoding.UTF8.GetString(Take(Octet()));

    public ReadOnlySpan<byte> LongBytes()
    {
        var size = BinaryPrimitives.ReadUInt32BigEndian(Take(4));
        return size <= int.MaxValue ? Take((int)size) : throw Broken("a field of more than 2 GiB");
    }

    /// <summary>Reads a table whose length was read already.</summary>
    public static void Entries(ReadOnlySpan<byte> table, List<KeyValuePair<string, WireValue>> entries)
    {
        var reader = new AmqpReader(table);
        while (reader._at < table.Length)
        {
            entries.Add(new(reader.Name(), reader.Item()));
        }
    }

    /// <summary>A key; those that every task message has are not made anew.</summary>
    private string Name()
    {
        var utf8 = Take(Octet());
        Span<char> text = stackalloc char[byte.MaxValue];
        return Ascii.ToUtf16(utf8, text, out var length) == OperationStatus.Done
            ? KnownNames.TryGetValue(text[..length], out var known) ? known : text[..length].ToString()
            : Encoding.UTF8.GetString(utf8);
    }

    private WireMap Entries()
    {
        var map = new WireMap();
        while (_at < _input.Length)
        {
            var key = Name();
            map.Set(WireValue.String(key), Item());
        }

        return map;
    }

    private WireValue Item()
    {
        var type = (char)Octet();
        switch (type)
        {
            case 'S':
                return TextOrBytes(LongBytes());
            case 'I':
                return BinaryPrimitives.ReadInt32BigEndian(Take(4));
            case 't':
                return Octet() != 0;
            case 'V':
                return WireValue.None;
            case 'A':
                return List(LongBytes());
            case 'F':
                return Nested(LongBytes());
            case 'l' or 'L':
                return BinaryPrimitives.ReadInt64BigEndian(Take(8));
            case 'd':
                return BinaryPrimitives.ReadDoubleBigEndian(Take(8));
            case 'f':
                return (double)BinaryPrimitives.ReadSingleBigEndian(Take(4));
            case 'T':
                return Timestamp((long)LongLong());
            case 'D':
                var scale = Octet();
                return WireValue.Decimal(DecimalText(BinaryPrimitives.ReadInt32BigEndian(Take(4)), scale));
            case 'x':
                return WireValue.Bytes(LongBytes().ToArray());
            case 'i':
                return (long)BinaryPrimitives.ReadUInt32BigEndian(Take(4));
            case 's' or 'U':
                return (int)BinaryPrimitives.ReadInt16BigEndian(Take(2));
            case 'u':
                return (int)Short();
            case 'b':
                return (int)(sbyte)Octet();
            case 'B':
                return (int)Octet();
            default:
                throw Broken($"a field of the unknown type {(int)type}");
        }
    }

    private readonly WireValue List(ReadOnlySpan<byte> items)
    {
        var reader = Deeper(items);
        var list = new List<WireValue>();
        while (reader._at < items.Length)
        {
            list.Add(reader.Item());
        }

        return WireValue.List(list);
    }

    private readonly WireValue Nested(ReadOnlySpan<byte> entries)
    {
        var reader = Deeper(entries);
        return reader.Entries();
    }

    private readonly AmqpReader Deeper(ReadOnlySpan<byte> input) => _depth < MaxDepth
        ? new AmqpReader(input) { _depth = _depth + 1 }
        : throw Broken($"tables nested deeper than {MaxDepth} levels");

    private static WireValue TextOrBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return WireValue.Bytes(bytes.ToArray());
        }
    }

    /// <summary>Seconds since 1970, UTC; beyond the year 9999 the number itself.</summary>
    private static WireValue Timestamp(long seconds) =>
        seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? WireValue.DateTime(new IsoTimestamp(DateTimeOffset.FromUnixTimeSeconds(seconds).DateTime, null))
            : seconds;

    private static string DecimalText(int unscaled, byte scale)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var point = digits.Length - scale;
        var text = scale == 0 ? digits : $"{digits[..point]}.{digits[point..]}";
        return unscaled < 0 ? "-" + text : text;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_input.Length - _at < count)
        {
            throw Broken($"a field of {count} bytes where {_input.Length - _at} are left");
        }

        var span = _input.Slice(_at, count);
        _at += count;
        return span;
    }

    private readonly MessageDecodeException Broken(string what) => new($"The AMQP table has {what}.", _at);
}
