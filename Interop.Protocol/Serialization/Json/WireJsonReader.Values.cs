using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Json;

public ref partial struct WireJsonReader
{
    // CPython refuses longer integer texts too (sys.int_info.default_max_str_digits), so nothing Python sent is lost.
    private const int MaxIntegerDigits = 4300;

    /// <summary>The text of a string or name, unescaped; null when on <c>null</c>.</summary>
    /// <exception cref="MessageDecodeException">Not a string, not UTF-8, or a broken escape.</exception>
    public readonly string? GetString()
    {
        if (TokenType == WireJsonToken.Null)
        {
            return null;
        }

        if (TokenType is not (WireJsonToken.String or WireJsonToken.PropertyName))
        {
            throw Fault($"Expected a string, found {TokenType}", TokenStart);
        }

        try
        {
            return ValueIsEscaped ? Unescape(ValueSpan) : StrictUtf8.GetString(ValueSpan);
        }
        catch (DecoderFallbackException e)
        {
            throw new MessageDecodeException($"The string at byte {TokenStart} is not UTF-8.", TokenStart, e);
        }
    }

    /// <summary>True when the string or name equals a text.</summary>
    public readonly bool ValueEquals(ReadOnlySpan<byte> utf8Text) =>
        ValueIsEscaped ? GetString() == Encoding.UTF8.GetString(utf8Text) : ValueSpan.SequenceEqual(utf8Text);

    /// <summary>The integer the reader stands on, if it is one that fits 64 bits.</summary>
    public readonly bool TryGetInt64(out long value)
    {
        value = 0;
        return TokenType == WireJsonToken.Integer
            && Utf8Parser.TryParse(ValueSpan, out value, out var used) && used == ValueSpan.Length;
    }

    /// <summary>The integer the reader stands on.</summary>
    /// <exception cref="MessageDecodeException">Not an integer, or one of more than 4300 digits.</exception>
    public readonly BigInteger GetBigInteger()
    {
        if (TryGetInt64(out var small))
        {
            return small;
        }

        if (TokenType != WireJsonToken.Integer)
        {
            throw Fault($"Expected an integer, found {TokenType}", TokenStart);
        }

        if (ValueSpan.Length > MaxIntegerDigits)
        {
            throw Fault($"The integer has {ValueSpan.Length} digits; at most {MaxIntegerDigits} are read", TokenStart);
        }

        return BigInteger.Parse(Encoding.ASCII.GetString(ValueSpan), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    /// <summary>The number the reader stands on as a float.</summary>
    /// <exception cref="MessageDecodeException">Not a number.</exception>
    public readonly double GetDouble()
    {
        if (TokenType is not (WireJsonToken.Float or WireJsonToken.Integer))
        {
            throw Fault($"Expected a number, found {TokenType}", TokenStart);
        }

        return ValueSpan[^1] switch
        {
            (byte)'N' => double.NaN,
            (byte)'y' => ValueSpan[0] == (byte)'-' ? double.NegativeInfinity : double.PositiveInfinity,
            _ => double.Parse(ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Reads the value the reader stands on, whole, with kombu's typed values resolved.</summary>
    /// <exception cref="MessageDecodeException">Not JSON, or an unknown <c>__type__</c>.</exception>
    public WireValue GetValue()
    {
        switch (TokenType)
        {
            case WireJsonToken.Null:
                return WireValue.None;
            case WireJsonToken.True:
                return WireValue.Boolean(true);
            case WireJsonToken.False:
                return WireValue.Boolean(false);
            case WireJsonToken.Integer:
                return TryGetInt64(out var small) ? WireValue.Integer(small) : WireValue.Integer(GetBigInteger());
            case WireJsonToken.Float:
                return WireValue.Float(GetDouble());
            case WireJsonToken.String:
                return WireValue.String(GetString());
            case WireJsonToken.StartArray:
                return WireValue.List(GetItems());
            case WireJsonToken.StartObject:
                var map = new WireMap();
                for (ReadRequired(); TokenType != WireJsonToken.EndObject; ReadRequired())
                {
                    var name = WireValue.String(GetString());
                    ReadRequired();
                    map.Set(name, GetValue());
                }

                return KeepsMarkers ? map : TypedValues.Resolve(map);
            default:
                throw Fault($"Expected a value, found {TokenType}", TokenStart);
        }
    }

    private IReadOnlyList<WireValue> GetItems()
    {
        ReadRequired();
        if (TokenType == WireJsonToken.EndArray)
        {
            return [];
        }

        var items = new List<WireValue>();
        for (; TokenType != WireJsonToken.EndArray; ReadRequired())
        {
            items.Add(GetValue());
        }

        return items;
    }

    /// <summary>Reads a whole document.</summary>
    /// <exception cref="MessageDecodeException">Not JSON, or an unknown <c>__type__</c>.</exception>
    public static WireValue ReadDocument(ReadOnlySpan<byte> utf8Json) => ReadDocument(utf8Json, keepsMarkers: false);

    /// <summary>Reads a whole document; with <paramref name="keepsMarkers"/> as kombu before 5.3, to which <c>__type__</c> is a key like
    /// any other.</summary>
    internal static WireValue ReadDocument(ReadOnlySpan<byte> utf8Json, bool keepsMarkers)
    {
        var reader = new WireJsonReader(utf8Json) { KeepsMarkers = keepsMarkers };
        reader.ReadRequired();
        var value = reader.GetValue();
        reader.ReadToEnd();
        return value;
    }

    /// <summary>True on <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>.</summary>
    internal readonly bool IsNamedFloat => TokenType == WireJsonToken.Float && ValueSpan[^1] is (byte)'N' or (byte)'y';

    /// <summary>The token for an error text, shortened.</summary>
    internal readonly string Describe(int length) => TokenType switch
    {
        WireJsonToken.Null => "null",
        WireJsonToken.True => "true",
        WireJsonToken.False => "false",
        WireJsonToken.StartArray or WireJsonToken.EndArray => "an array",
        WireJsonToken.StartObject or WireJsonToken.EndObject => "an object",
        WireJsonToken.Integer => $"integer {Shown(length)}",
        WireJsonToken.Float => $"float {Shown(length)}",
        WireJsonToken.String => $"string \"{Shown(length)}\"",
        _ => $"name \"{Shown(length)}\"",
    };

    private readonly string Shown(int length) => ValueSpan.Length <= length
        ? Encoding.UTF8.GetString(ValueSpan)
        : Encoding.UTF8.GetString(ValueSpan[..length]) + "…";

    /// <summary>The integer as a decimal, for conversion to another type.</summary>
    /// <exception cref="OverflowException">It is larger than any CLR integer type.</exception>
    internal readonly decimal GetDecimalOrOverflow() => (decimal)GetBigInteger();
}
