using System.Buffers;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>A message ready for a transport.</summary>
public sealed record ComposedMessage
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>Message headers.</summary>
    public required WireMap Headers { get; init; }

    /// <summary>Message properties, with <c>content_type</c> and <c>content_encoding</c>.</summary>
    public required WireMap Properties { get; init; }

    /// <summary>The serialized, possibly compressed body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The release whose JSON is written.</summary>
    public required CeleryRelease Release { get; init; }

    /// <summary>Writes kombu's envelope, as it lies in Redis and in files.</summary>
    /// <exception cref="MessageEncodeException">A header or property has no JSON form, or an inline body is not UTF-8.</exception>
    public void WriteEnvelope(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var properties = Properties.Clone();
        properties.Remove("content_type");
        properties.Remove("content_encoding");
        var writer = new WireJsonWriter(output, Release.Dialect());
        writer.BeginObject();
        writer.Name("body"u8);
        if (properties["body_encoding"] is { } encoding && (!WireText.IsTruthy(encoding) || encoding.AsStringOrNull() == "utf-8"))
        {
            writer.String(Inline());
        }
        else
        {
            writer.Base64(Body.Span);
        }

        writer.Name("content-encoding"u8);
        writer.Value(Properties["content_encoding"] ?? WireValue.None);
        writer.Name("content-type"u8);
        writer.Value(Properties["content_type"] ?? WireValue.None);
        writer.Name("headers"u8);
        writer.Value(Headers);
        writer.Name("properties"u8);
        writer.Value(properties);
        writer.EndObject();
        writer.Flush();
    }

    /// <summary>The object that stands for an AMQP message: <c>properties</c>, <c>headers</c>, <c>delivery_info</c>, and <c>body</c> as
    /// base64.</summary>
    public WireMap ToAmqp()
    {
        var properties = Properties.Clone();
        properties.Remove("delivery_info");
        return new WireMap(5)
            .With("transport", "amqp")
            .With("properties", properties)
            .With("headers", Headers)
            .With("body", Convert.ToBase64String(Body.Span))
            .With("delivery_info", Properties["delivery_info"] ?? new WireMap());
    }

    private string Inline()
    {
        try
        {
            return StrictUtf8.GetString(Body.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new MessageEncodeException("The body is not UTF-8, so it cannot be written inline. Set body_encoding to base64.", e);
        }
    }
}
