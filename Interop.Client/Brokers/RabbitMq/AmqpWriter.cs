using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Writes AMQP 0-9-1 fields with the table types py-amqp reads back equal.</summary>
/// <remarks>py-amqp 5: <c>amqp/serialization.py</c> <c>_write_item</c>, <c>_read_item</c>. It reads <c>l</c> as unsigned and <c>s</c> as
/// text, so 64-bit integers are <c>L</c>; bytes are <c>x</c>, since an <c>S</c> that happens to be UTF-8 would arrive as text.</remarks>
internal ref struct AmqpWriter : IDisposable
{
    private const int MaxShortString = 255;
    private const int MaxDepth = 64;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private byte[] _buffer;
    private int _length;
    private int _depth;

    public AmqpWriter(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public readonly int Length => _length;

    public readonly byte[] ToArray() => _buffer.AsSpan(0, _length).ToArray();

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    public void Octet(byte value) => Reserve(1)[0] = value;

    public void Short(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), value);

    public readonly void PatchShort(int at, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(at), value);

    public void ShortString(string value, string field)
    {
        var at = _length;
        Octet(0);
        var size = Text(value, field);
        if (size > MaxShortString)
        {
            throw new MessageEncodeException(string.Create(CultureInfo.InvariantCulture,
                $"The AMQP field {field} has {size} bytes of UTF-8; at most {MaxShortString} fit. Shorten it."));
        }

        _buffer[at] = (byte)size;
    }

    public void Table(WireMap table)
    {
        var at = Begin();
        foreach (var (key, value) in table)
        {
            var name = key.AsStringOrNull() ?? throw new MessageEncodeException(
                $"The header key {key} is no text; AMQP tables have text keys only. Convert it.");
            ShortString(name, "name of a header");
            Item(value, name);
        }

        End(at);
    }

    private void Item(WireValue value, string name)
    {
        switch (value.Kind)
        {
            case WireKind.None:
                Octet((byte)'V');
                break;
            case WireKind.Boolean:
                Octet((byte)'t');
                Octet(value.AsBoolean() ? (byte)1 : (byte)0);
                break;
            case WireKind.Integer:
                Integer(value.AsBigInteger(), name);
                break;
            case WireKind.Float:
                Octet((byte)'d');
                BinaryPrimitives.WriteDoubleBigEndian(Reserve(8), value.AsDouble());
                break;
            case WireKind.String or WireKind.Time:
                LongText(value.AsString(), name);
                break;
            case WireKind.Bytes:
                Octet((byte)'x');
                var bytes = value.AsBytes().Span;
                BinaryPrimitives.WriteInt32BigEndian(Reserve(4), bytes.Length);
                bytes.CopyTo(Reserve(bytes.Length));
                break;
            case WireKind.List or WireKind.Tuple or WireKind.Set or WireKind.FrozenSet:
                Octet((byte)'A');
                var at = Begin();
                foreach (var item in value.AsItems())
                {
                    Item(item, name);
                }

                End(at);
                break;
            case WireKind.Map:
                Octet((byte)'F');
                Table(value.AsMap());
                break;
            case WireKind.DateTime:
                Octet((byte)'T');
                BinaryPrimitives.WriteInt64BigEndian(Reserve(8), UnixSeconds(value, name));
                break;
            case WireKind.Decimal:
                Decimal(value.AsString(), name);
                break;
            case WireKind.Date:
                LongText(value.AsDate().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), name);
                break;
            case WireKind.Uuid:
                LongText(value.AsUuid().ToString(), name);
                break;
            default:
                throw new MessageEncodeException($"The header {name} is of kind {value.Kind}, which AMQP tables do not have. Send it in the body.");
        }
    }

    private void Integer(BigInteger value, string name)
    {
        if (value >= -int.MaxValue && value <= int.MaxValue)
        {
            Octet((byte)'I');
            BinaryPrimitives.WriteInt32BigEndian(Reserve(4), (int)value);
            return;
        }

        if (value < long.MinValue || value > long.MaxValue)
        {
            throw new MessageEncodeException($"The header {name} is {value}; AMQP tables hold 64-bit integers. Send it as text.");
        }

        Octet((byte)'L');
        BinaryPrimitives.WriteInt64BigEndian(Reserve(8), (long)value);
    }

    /// <summary>Scale and unscaled value, as <c>Decimal.as_tuple()</c> gives them; a positive exponent is multiplied out.</summary>
    private void Decimal(string text, string name)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || Unscaled(value) is not { } unscaled)
        {
            throw new MessageEncodeException(
                $"The header {name} is the decimal {text}; AMQP tables hold decimals of 31 bits. Send it as text.");
        }

        Octet((byte)'D');
        Octet(value.Scale);
        BinaryPrimitives.WriteInt32BigEndian(Reserve(4), unscaled);
    }

    private static int? Unscaled(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return bits[1] != 0 || bits[2] != 0 || bits[0] < 0 ? null : value < 0 ? -bits[0] : bits[0];
    }

    private static long UnixSeconds(WireValue value, string name)
    {
        var seconds = value.AsDateTime().ToDateTimeOffset().ToUnixTimeSeconds();
        return seconds >= 0 ? seconds : throw new MessageEncodeException(
            $"The header {name} is {value}; AMQP timestamps begin in 1970. Send it as text.");
    }

    private void LongText(string text, string name)
    {
        Octet((byte)'S');
        var at = Begin();
        Text(text, name);
        End(at);
    }

    private int Begin()
    {
        if (++_depth > MaxDepth)
        {
            throw new MessageEncodeException($"The headers are nested deeper than {MaxDepth} levels. Send them in the body.");
        }

        Reserve(4);
        return _length;
    }

    private void End(int at)
    {
        _depth--;
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(at - 4), _length - at);
    }

    private int Text(string text, string field)
    {
        try
        {
            var size = StrictUtf8.GetByteCount(text);
            StrictUtf8.GetBytes(text, Reserve(size));
            return size;
        }
        catch (EncoderFallbackException e)
        {
            throw new MessageEncodeException($"The AMQP field {field} has half of a surrogate pair and cannot be sent as UTF-8.", e);
        }
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }
}
