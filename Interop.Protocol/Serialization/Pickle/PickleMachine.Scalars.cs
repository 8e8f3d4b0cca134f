using System.Globalization;
using System.Numerics;
using System.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

internal ref partial struct PickleMachine
{
    /// <summary>Opcodes for values without content that are not met in every pickle.</summary>
    private bool Scalar(byte opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.ShortBinBytes:
                Push(WireValue.Bytes(Take(Byte()).ToArray()));
                return true;
            case PickleOpcode.BinBytes:
                Push(WireValue.Bytes(Take(Length4()).ToArray()));
                return true;
            case PickleOpcode.BinBytes8:
                Push(WireValue.Bytes(Take(Length8()).ToArray()));
                return true;
            case PickleOpcode.ByteArray8:
                Push(WireValue.ByteArray(Take(Length8()).ToArray()));
                return true;
            case PickleOpcode.BinUnicode8:
                Push(WireValue.String(Text(Take(Length8()))));
                return true;
            case PickleOpcode.ShortBinString:
                Push(Legacy(Take(Byte())));
                return true;
            case PickleOpcode.BinString:
                Push(Legacy(Take(Length4())));
                return true;
            case PickleOpcode.String:
                Push(Legacy(PickleText.Unquote(Line()) ?? throw Fault("the text of a string is not quoted as Python does")));
                return true;
            case PickleOpcode.Unicode:
                Push(WireValue.String(PickleText.RawUnicodeEscape(Line()) ?? throw Fault("a unicode escape is broken")));
                return true;
            case PickleOpcode.Int:
                Push(Int(Line()));
                return true;
            case PickleOpcode.Long:
                var digits = Line();
                Push(Digits(digits.EndsWith("L"u8) ? digits[..^1] : digits));
                return true;
            case PickleOpcode.Long1:
                Push(Long(Byte()));
                return true;
            case PickleOpcode.Long4:
                Push(Long(Length4()));
                return true;
            case PickleOpcode.Float:
                Push(WireValue.Float(Float(Line())));
                return true;
            default:
                return false;
        }
    }

    private int Length8() => Check(System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(Take(8)));

    private readonly string Text(ReadOnlySpan<byte> utf8) => PickleText.Decode(utf8) ?? throw Fault("text is not UTF-8");

    private readonly WireValue Legacy(ReadOnlySpan<byte> bytes) => PickleText.DecodeLegacy(bytes, _options.LegacyText);

    // Protocol 0 and 1 write True and False as 01 and 00.
    private readonly WireValue Int(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("01"u8) ? WireValue.Boolean(true) : text.SequenceEqual("00"u8) ? WireValue.Boolean(false) : Digits(text);

    private readonly WireValue Digits(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r"u8);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small))
        {
            return WireValue.Integer(small);
        }

        if (text.Length > _options.MaxIntegerDigits + 1)
        {
            throw TooManyDigits(text.Length);
        }

        return BigInteger.TryParse(
            Encoding.Latin1.GetString(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big)
            ? WireValue.Integer(big)
            : throw Fault("the text of an integer is none");
    }

    private WireValue Long(int length)
    {
        var bytes = Take(length);
        if (length <= 8)
        {
            var small = length > 0 && (bytes[^1] & 0x80) != 0 ? -1L : 0L;
            for (var i = length - 1; i >= 0; i--)
            {
                small = (small << 8) | bytes[i];
            }

            return WireValue.Integer(small);
        }

        var digits = (long)(length * 8 / 3.3219280948873623);
        return digits <= _options.MaxIntegerDigits ? WireValue.Integer(new BigInteger(bytes)) : throw TooManyDigits(digits);
    }

    private readonly PickleException TooManyDigits(long digits) =>
        Fault($"an integer has about {digits} digits and at most {_options.MaxIntegerDigits} are read");

    private readonly double Float(ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r"u8);
        var body = text.TrimStart("+-"u8);
        var isNegative = text.StartsWith("-"u8);
        if (Ascii.EqualsIgnoreCase(body, "inf"u8) || Ascii.EqualsIgnoreCase(body, "infinity"u8))
        {
            return isNegative ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (Ascii.EqualsIgnoreCase(body, "nan"u8))
        {
            return double.NaN;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Fault("the text of a float is none");
    }
}
