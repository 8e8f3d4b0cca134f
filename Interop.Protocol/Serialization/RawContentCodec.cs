using System.Buffers;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization;

/// <summary>Text and bytes as they are: <c>raw</c>, <c>application/data</c>. Source: <c>kombu/serialization.py, raw_encode</c>.</summary>
/// <remarks>Nothing in the bytes says which of the two they were; that is what <c>content_encoding</c> is for, so reading goes
/// through <see cref="ContentCodecRegistry.Decode"/>. Read without it, the value is bytes.</remarks>
public sealed class RawContentCodec() : ContentCodec("raw", "application/data", "binary")
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <inheritdoc/>
    public override void Encode(IBufferWriter<byte> output, WireValue value)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Encode(value).Body.Span);
    }

    /// <inheritdoc/>
    public override EncodedContent Encode(WireValue value)
    {
        try
        {
            return value.Kind switch
            {
                WireKind.Bytes or WireKind.ByteArray or WireKind.LegacyString => new EncodedContent(ContentType, "binary", value.AsBytes()),
                WireKind.String => new EncodedContent(ContentType, "utf-8", StrictUtf8.GetBytes(value.AsString())),
                _ => throw new MessageEncodeException($"The raw serializer carries text and bytes only, not {value.Kind}."),
            };
        }
        catch (EncoderFallbackException e)
        {
            throw new MessageEncodeException("The text holds a lone surrogate and has no UTF-8 form.", e);
        }
    }

    /// <inheritdoc/>
    public override WireValue Decode(ReadOnlySpan<byte> body) => WireValue.Bytes(body.ToArray());
}
