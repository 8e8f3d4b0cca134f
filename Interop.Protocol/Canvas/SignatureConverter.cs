using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Canvas;

/// <summary>A signature as an argument or result: a map, or the object that pickle carries.</summary>
internal sealed class SignatureConverter : ClrConverter<Signature>
{
    public override Signature? Read(ClrCodec codec, ref WireJsonReader reader) =>
        reader.TokenType == WireJsonToken.StartObject ? FromWire(codec, reader.GetValue())
            : reader.TokenType == WireJsonToken.Null ? null : throw Mismatch(reader);

    public override Signature? FromWire(ClrCodec codec, WireValue value)
    {
        try
        {
            return value.IsNone ? null : SignatureCodec.Read(value);
        }
        catch (MessageDecodeException e)
        {
            throw Mismatch(value, e.Message.TrimEnd('.'));
        }
    }

    public override void Write(ClrCodec codec, ref WireJsonWriter writer, Signature? value) => writer.Value(ToWire(codec, value));

    public override WireValue ToWire(ClrCodec codec, Signature? value) =>
        value is null ? WireValue.None : WireValue.Map(SignatureCodec.ToMap(value, CeleryRelease.V56));
}
