using System.Globalization;
using System.Numerics;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Clr;

/// <summary>Python numbers that are objects.</summary>
internal static class PythonNumbers
{
    /// <summary>The two integers of a <c>fractions.Fraction</c>, which pickles as them or as its text.</summary>
    public static bool TryFraction(WireValue value, out BigInteger numerator, out BigInteger denominator)
    {
        (numerator, denominator) = (0, 1);
        if (value.Kind != WireKind.Object || value.AsObject() is not { Class: { Module: "fractions", Name: "Fraction" } } fraction)
        {
            return false;
        }

        switch (fraction.Args)
        {
            case [{ Kind: WireKind.Integer } over, { Kind: WireKind.Integer } under]:
                (numerator, denominator) = (over.AsBigInteger(), under.AsBigInteger());
                return !denominator.IsZero;
            case [{ Kind: WireKind.Integer } whole]:
                numerator = whole.AsBigInteger();
                return true;
            case [{ Kind: WireKind.String } text] when text.AsString().Length < 5000:
                var parts = text.AsString().Split('/');
                return parts.Length <= 2
                    && BigInteger.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numerator)
                    && (parts.Length == 1
                        || BigInteger.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out denominator))
                    && !denominator.IsZero;
            default:
                return false;
        }
    }
}

/// <summary>Python's <c>complex</c>, which JSON does not carry; a real number is one too.</summary>
internal sealed class ComplexConverter : ClrConverter<Complex>
{
    public override Complex Read(ClrCodec codec, ref WireJsonReader reader) =>
        reader.TokenType is WireJsonToken.Integer or WireJsonToken.Float ? reader.GetDouble() : throw Mismatch(reader);

    public override Complex FromWire(ClrCodec codec, WireValue value) => value.Kind switch
    {
        WireKind.Complex => value.AsComplex(),
        WireKind.Integer or WireKind.Float => value.AsDouble(),
        _ => throw Mismatch(value),
    };

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, Complex value) => writer.Value(WireValue.Complex(value));

    public override WireValue ToWire(ClrCodec codec, Complex value) => WireValue.Complex(value);
}
