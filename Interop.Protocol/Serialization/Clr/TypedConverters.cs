using System.Globalization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>A type that kombu sends as a <c>__type__</c> object or, up to 5.2, as plain text.</summary>
internal abstract class TypedConverter<T> : ClrConverter<T>
{
    public sealed override T? Read(ClrCodec codec, ref WireJsonReader reader)
    {
        switch (reader.TokenType)
        {
            case WireJsonToken.String:
                return TryFromText(reader.GetString()!, out var plain) ? plain : throw Mismatch(reader);
            case WireJsonToken.StartObject:
                var wire = reader.GetValue();
                return TryFromWire(wire, out var typed) ? typed : throw ValueBindException.For(typeof(T), wire);
            default:
                return TryFromToken(ref reader, out var other) ? other : throw Mismatch(reader);
        }
    }

    public sealed override T? FromWire(ClrCodec codec, WireValue value)
    {
        if (value.Kind == WireKind.String)
        {
            return TryFromText(value.AsString(), out var plain) ? plain : throw Mismatch(value);
        }

        if (value.IsNone && default(T) is null)
        {
            return default;
        }

        return TryFromWire(value, out var typed) || TryFromPlain(value, out typed) ? typed : throw Mismatch(value);
    }

    public sealed override void Write(ClrCodec codec, ref WireJsonWriter writer, T? value) => writer.Value(ToWire(codec, value));

    public abstract override WireValue ToWire(ClrCodec codec, T? value);

    protected abstract bool TryFromWire(WireValue wire, out T? value);

    protected abstract bool TryFromText(string text, out T? value);

    /// <summary>What <see cref="TryFromToken"/> takes, as a value.</summary>
    protected virtual bool TryFromPlain(WireValue wire, out T? value)
    {
        value = default;
        return false;
    }

    protected virtual bool TryFromToken(ref WireJsonReader reader, out T? value)
    {
        value = default;
        return default(T) is null && reader.TokenType == WireJsonToken.Null;
    }
}

internal sealed class DecimalConverter : TypedConverter<decimal>
{
    private const NumberStyles Styles = NumberStyles.Float;

    public override WireValue ToWire(ClrCodec codec, decimal value) => WireValue.Decimal(value);

    protected override bool TryFromWire(WireValue wire, out decimal value)
    {
        value = 0;
        return wire.Kind == WireKind.Decimal && TryFromText(wire.AsString(), out value);
    }

    protected override bool TryFromText(string text, out decimal value) =>
        decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out value);

    protected override bool TryFromToken(ref WireJsonReader reader, out decimal value)
    {
        value = 0;
        return reader.TokenType is WireJsonToken.Integer or WireJsonToken.Float
            && decimal.TryParse(reader.ValueSpan, Styles, CultureInfo.InvariantCulture, out value);
    }

    protected override bool TryFromPlain(WireValue wire, out decimal value)
    {
        value = 0;
        switch (wire.Kind)
        {
            case WireKind.Integer or WireKind.Float:
                return decimal.TryParse(wire.ToString(), Styles, CultureInfo.InvariantCulture, out value);
            case WireKind.Object when PythonNumbers.TryFraction(wire, out var numerator, out var denominator)
                && Fits(numerator) && Fits(denominator):
                value = (decimal)numerator / (decimal)denominator;
                return true;
            default:
                return false;
        }

        static bool Fits(System.Numerics.BigInteger number) => number.GetBitLength() <= 96;
    }
}

internal sealed class GuidConverter : TypedConverter<Guid>
{
    public override WireValue ToWire(ClrCodec codec, Guid value) => WireValue.Uuid(value);

    protected override bool TryFromWire(WireValue wire, out Guid value)
    {
        value = wire.Kind == WireKind.Uuid ? wire.AsUuid() : default;
        return wire.Kind == WireKind.Uuid;
    }

    protected override bool TryFromText(string text, out Guid value) => Guid.TryParse(text, out value);
}

/// <summary>Bytes: kombu's marker, or a list of numbers. Plain text is refused, because nothing says how it was encoded.</summary>
internal abstract class BytesConverter<T> : TypedConverter<T>
{
    private const string NotBytes = "a list for bytes holds integers from 0 to 255";

    protected abstract T From(byte[] bytes);

    protected sealed override bool TryFromWire(WireValue wire, out T? value)
    {
        var isBytes = wire.Kind is WireKind.Bytes or WireKind.ByteArray or WireKind.LegacyString;
        value = isBytes ? From(wire.AsBytes().ToArray()) : default;
        return isBytes;
    }

    protected sealed override bool TryFromText(string text, out T? value)
    {
        value = default;
        return false;
    }

    protected sealed override bool TryFromPlain(WireValue wire, out T? value)
    {
        if (!wire.TryGetItems(out var items))
        {
            value = default;
            return false;
        }

        var bytes = new byte[items.Count];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = items[i].TryGetInt64(out var number) && number is >= 0 and <= 255 ? (byte)number : throw Mismatch(items[i], NotBytes);
        }

        value = From(bytes);
        return true;
    }

    protected sealed override bool TryFromToken(ref WireJsonReader reader, out T? value)
    {
        if (reader.TokenType != WireJsonToken.StartArray)
        {
            return base.TryFromToken(ref reader, out value);
        }

        var bytes = new List<byte>();
        for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndArray; reader.ReadRequired())
        {
            bytes.Add(reader.TryGetInt64(out var number) && number is >= 0 and <= 255
                ? (byte)number
                : throw Mismatch(reader, NotBytes));
        }

        value = From([.. bytes]);
        return true;
    }
}

internal sealed class ByteArrayConverter : BytesConverter<byte[]>
{
    public override WireValue ToWire(ClrCodec codec, byte[]? value) => value is null ? WireValue.None : WireValue.Bytes(value);

    protected override byte[] From(byte[] bytes) => bytes;
}

internal sealed class ReadOnlyMemoryConverter : BytesConverter<ReadOnlyMemory<byte>>
{
    public override WireValue ToWire(ClrCodec codec, ReadOnlyMemory<byte> value) => WireValue.Bytes(value);

    protected override ReadOnlyMemory<byte> From(byte[] bytes) => bytes;
}

internal sealed class MemoryConverter : BytesConverter<Memory<byte>>
{
    public override WireValue ToWire(ClrCodec codec, Memory<byte> value) => WireValue.Bytes(value);

    protected override Memory<byte> From(byte[] bytes) => bytes;
}

internal sealed class WireValueConverter : ClrConverter<WireValue>
{
    public override WireValue Read(ClrCodec codec, ref WireJsonReader reader) => reader.GetValue();

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, WireValue value) => writer.Value(value);

    public override WireValue ToWire(ClrCodec codec, WireValue value) => value;

    public override WireValue FromWire(ClrCodec codec, WireValue value) => value;
}

internal sealed class WireMapConverter : ClrConverter<WireMap>
{
    public override WireMap? Read(ClrCodec codec, ref WireJsonReader reader)
    {
        switch (reader.TokenType)
        {
            case WireJsonToken.Null:
                return null;
            case WireJsonToken.StartObject:
                var value = reader.GetValue();
                return value.Kind == WireKind.Map ? value.AsMap() : throw ValueBindException.For(typeof(WireMap), value);
            default:
                throw Mismatch(reader);
        }
    }

    public override WireMap? FromWire(ClrCodec codec, WireValue value) =>
        value.IsNone ? null : value.TryGetMap(out var map) ? map : throw Mismatch(value);

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, WireMap? value) => writer.Value(ToWire(codec, value));

    public override WireValue ToWire(ClrCodec codec, WireMap? value) => value is null ? WireValue.None : WireValue.Map(value);
}
