using System.Globalization;
using System.Numerics;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

internal sealed class BooleanConverter : ClrConverter<bool>
{
    public override bool Read(ClrCodec codec, ref WireJsonReader reader) => reader.TokenType switch
    {
        WireJsonToken.True => true,
        WireJsonToken.False => false,
        _ => throw Mismatch(reader),
    };

    public override bool FromWire(ClrCodec codec, WireValue value) =>
        value.Kind == WireKind.Boolean ? value.AsBoolean() : throw Mismatch(value);

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, bool value) => writer.Boolean(value);

    public override WireValue ToWire(ClrCodec codec, bool value) => WireValue.Boolean(value);
}

/// <summary>Every integer type. A float is taken when it is a whole number and exact.</summary>
internal sealed class IntegerConverter<T> : ClrConverter<T>
    where T : struct, IBinaryInteger<T>
{
    public override T Read(ClrCodec codec, ref WireJsonReader reader)
    {
        try
        {
            if (reader.TryGetInt64(out var small))
            {
                return T.CreateChecked(small);
            }

            if (reader.TokenType == WireJsonToken.Integer)
            {
                return T.CreateChecked(reader.GetBigInteger());
            }

            if (reader.TokenType == WireJsonToken.Float)
            {
                var number = reader.GetDouble();
                return double.IsInteger(number) ? T.CreateChecked(number) : throw Mismatch(reader, "it is not a whole number");
            }
        }
        catch (OverflowException)
        {
            throw Mismatch(reader, "it is out of range");
        }

        throw Mismatch(reader);
    }

    public override T FromWire(ClrCodec codec, WireValue value)
    {
        try
        {
            if (value.TryGetInt64(out var small))
            {
                return T.CreateChecked(small);
            }

            if (value.Kind == WireKind.Integer)
            {
                return T.CreateChecked(value.AsBigInteger());
            }

            if (value.Kind == WireKind.Float)
            {
                var number = value.AsDouble();
                return double.IsInteger(number) ? T.CreateChecked(number) : throw Mismatch(value, "it is not a whole number");
            }
        }
        catch (OverflowException)
        {
            throw Mismatch(value, "it is out of range");
        }

        throw Mismatch(value);
    }

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, T value)
    {
        if (Fits(value, out var small))
        {
            writer.Integer(small);
        }
        else
        {
            writer.Integer(BigInteger.CreateChecked(value));
        }
    }

    public override WireValue ToWire(ClrCodec codec, T value) =>
        Fits(value, out var small) ? WireValue.Integer(small) : WireValue.Integer(BigInteger.CreateChecked(value));

    private static bool Fits(T value, out long small)
    {
        small = long.CreateSaturating(value);
        return T.CreateSaturating(small) == value;
    }
}

/// <summary>Every float type; integers widen.</summary>
internal sealed class FloatConverter<T> : ClrConverter<T>
    where T : struct, IFloatingPointIeee754<T>
{
    public override T Read(ClrCodec codec, ref WireJsonReader reader)
    {
        if (reader.TokenType is not (WireJsonToken.Float or WireJsonToken.Integer))
        {
            return reader.TokenType == WireJsonToken.String ? FromName(reader.GetString()!) ?? throw Mismatch(reader) : throw Mismatch(reader);
        }

        var number = reader.GetDouble();
        var value = T.CreateSaturating(number);
        if (T.IsInfinity(value) && !reader.IsNamedFloat)
        {
            throw Mismatch(reader, "it is out of range");
        }

        return value;
    }

    public override T FromWire(ClrCodec codec, WireValue value)
    {
        double number;
        switch (value.Kind)
        {
            case WireKind.Float or WireKind.Integer:
                number = value.AsDouble();
                break;
            case WireKind.String:
                return FromName(value.AsString()) ?? throw Mismatch(value);
            case WireKind.Object when PythonNumbers.TryFraction(value, out var numerator, out var denominator):
                number = (double)numerator / (double)denominator;
                break;
            default:
                throw Mismatch(value);
        }

        var real = T.CreateSaturating(number);
        return T.IsInfinity(real) && !(value.Kind == WireKind.Float && double.IsInfinity(number))
            ? throw Mismatch(value, "it is out of range")
            : real;
    }

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, T value) => writer.Float(ToDouble(value));

    public override WireValue ToWire(ClrCodec codec, T value) => WireValue.Float(ToDouble(value));

    // 0.1f means 0.1 to whoever wrote it; widened bit by bit it would reach Python as 0.10000000149011612.
    private static double ToDouble(T value) => typeof(T) == typeof(double)
        ? double.CreateChecked(value)
        : double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    // JSON from elsewhere quotes what Python writes bare.
    private static T? FromName(string name) => name switch
    {
        "NaN" => T.NaN,
        "Infinity" => T.PositiveInfinity,
        "-Infinity" => T.NegativeInfinity,
        _ => null,
    };
}

internal sealed class StringConverter : ClrConverter<string>
{
    public override string? Read(ClrCodec codec, ref WireJsonReader reader) => reader.TokenType switch
    {
        WireJsonToken.String => reader.GetString(),
        WireJsonToken.Null => null,
        _ => throw Mismatch(reader),
    };

    public override string? FromWire(ClrCodec codec, WireValue value) => value.Kind switch
    {
        WireKind.String => value.AsString(),
        WireKind.None => null,
        _ => throw Mismatch(value),
    };

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, string? value) => writer.String(value);

    public override WireValue ToWire(ClrCodec codec, string? value) => WireValue.String(value);
}

internal sealed class CharConverter : ClrConverter<char>
{
    public override char Read(ClrCodec codec, ref WireJsonReader reader) =>
        reader.TokenType == WireJsonToken.String && reader.GetString() is [var only] ? only : throw Mismatch(reader);

    public override char FromWire(ClrCodec codec, WireValue value) =>
        value.AsStringOrNull() is [var only] ? only : throw Mismatch(value);

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, char value) => writer.String(value.ToString());

    public override WireValue ToWire(ClrCodec codec, char value) => WireValue.String(value.ToString());
}

internal sealed class UriConverter : ClrConverter<Uri>
{
    public override Uri? Read(ClrCodec codec, ref WireJsonReader reader) => reader.TokenType switch
    {
        WireJsonToken.Null => null,
        WireJsonToken.String when Uri.TryCreate(reader.GetString(), UriKind.RelativeOrAbsolute, out var uri) => uri,
        _ => throw Mismatch(reader),
    };

    public override Uri? FromWire(ClrCodec codec, WireValue value) => value.Kind switch
    {
        WireKind.None => null,
        WireKind.String when Uri.TryCreate(value.AsString(), UriKind.RelativeOrAbsolute, out var uri) => uri,
        _ => throw Mismatch(value),
    };

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, Uri? value) => writer.String(value?.OriginalString);

    public override WireValue ToWire(ClrCodec codec, Uri? value) => WireValue.String(value?.OriginalString);
}
