using System.Buffers;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;

namespace Interop.Protocol.Envelopes;

/// <summary>kombu's JSON envelope around a message on Redis and in files. Celery: <c>kombu/transport/virtual/base.py</c>.</summary>
/// <remarks>Thread safe. Reading does not depend on the order of keys.</remarks>
public static class VirtualEnvelope
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>Reads an envelope; the body comes out decoded from base64.</summary>
    /// <exception cref="MessageDecodeException">Not an envelope; the message names what is missing.</exception>
    public static WireMessage Read(ReadOnlySpan<byte> json)
    {
        var reader = new WireJsonReader(json);
        var properties = default(EnvelopeProperties);
        var body = default(EnvelopeBody);
        MessageHeaders? headers = null;
        string? contentType = null, contentEncoding = null;
        var hasProperties = false;
        for (Open(ref reader); reader.TokenType != WireJsonToken.EndObject; reader.ReadRequired())
        {
            var name = Name(ref reader);
            reader.ReadRequired();
            switch (name.Length)
            {
                case 4 when name.SequenceEqual("body"u8):
                    body.Take(ref reader, json);
                    break;
                case 7 when name.SequenceEqual("headers"u8):
                    headers = reader.TokenType == WireJsonToken.Null ? null : MessageHeadersCodec.Read(ref reader);
                    break;
                case 10 when name.SequenceEqual("properties"u8):
                    hasProperties = reader.TokenType == WireJsonToken.StartObject ? true : throw EnvelopeProperties.Missing("map of properties");
                    properties = default;
                    properties.Read(ref reader, headers?.Id);
                    break;
                case 12 when name.SequenceEqual("content-type"u8):
                    contentType = ReadContent(ref reader);
                    break;
                case 16 when name.SequenceEqual("content-encoding"u8):
                    contentEncoding = ReadContent(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.ReadToEnd();
        return new WireMessage
        {
            Properties = hasProperties ? properties.Build(contentType, contentEncoding) : throw EnvelopeProperties.Missing("properties"),
            Headers = headers ?? MessageHeaders.Empty,
            Body = body.Decode(properties.BodyEncoding),
        };
    }

    /// <summary>Writes an envelope in Python's key order, body as base64.</summary>
    /// <remarks>Only a message whose <see cref="MessageProperties.BodyEncoding"/> is <c>utf-8</c> gets its body as inline text.
    /// Properties that are null are left out, except <c>priority</c>, which is always there, 0 by default.</remarks>
    /// <exception cref="MessageEncodeException">There is no delivery tag (Python workers die of that), or an inline body is not UTF-8.</exception>
    public static void Write(IBufferWriter<byte> output, WireMessage message, CeleryRelease release)
    {
        var properties = message.Properties;
        if (properties.DeliveryTag is null)
        {
            throw new MessageEncodeException("The message has no delivery tag. Give each publish a new UUID as DeliveryTag.");
        }

        var writer = new WireJsonWriter(output, release.Dialect());
        writer.BeginObject();
        writer.Name("body"u8);
        WriteBody(ref writer, message);
        writer.Name("content-encoding"u8);
        writer.String(properties.ContentEncoding);
        writer.Name("content-type"u8);
        writer.String(properties.ContentType);
        writer.Name("headers"u8);
        MessageHeadersCodec.Write(ref writer, message.Headers, release);
        writer.Name("properties"u8);
        WriteProperties(ref writer, properties);
        writer.EndObject();
        writer.Flush();
    }

    /// <summary>The same envelope with both marks of a redelivery set, nothing else changed. Celery: <c>Channel._do_restore_message</c>.</summary>
    /// <remarks>The result is in Python's form: spaces, escapes and numbers as <c>json.dumps</c> prints them, keys in their old order, a
    /// new mark at the end of its map. An envelope without <c>headers</c> or <c>delivery_info</c> keeps lacking them, as in kombu; a value that
    /// is no map stays as it is, where kombu loses the message.</remarks>
    /// <exception cref="MessageDecodeException">Not an envelope.</exception>
    public static byte[] MarkRedelivered(ReadOnlySpan<byte> json) => RedeliveryMark.Apply(json);

    private static void Open(ref WireJsonReader reader)
    {
        reader.ReadRequired();
        if (reader.TokenType != WireJsonToken.StartObject)
        {
            throw new MessageDecodeException($"Expected an envelope, a JSON object, found {reader.TokenType}.", reader.TokenStart);
        }

        reader.ReadRequired();
    }

    private static ReadOnlySpan<byte> Name(ref WireJsonReader reader) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;

    private static string? ReadContent(ref WireJsonReader reader)
    {
        return reader.TokenType switch
        {
            WireJsonToken.String => WireText.Cached(ref reader),
            WireJsonToken.Null => null,
            _ => throw new MessageDecodeException(
                $"The content type or encoding of the envelope at byte {reader.TokenStart} is {reader.TokenType}, expected a string.",
                reader.TokenStart),
        };
    }

    private static void WriteBody(ref WireJsonWriter writer, WireMessage message)
    {
        if (message.Properties.BodyEncoding != "utf-8")
        {
            writer.Base64(message.Body.Span);
            return;
        }

        try
        {
            writer.String(StrictUtf8.GetString(message.Body.Span));
        }
        catch (DecoderFallbackException e)
        {
            throw new MessageEncodeException("The body is not UTF-8, so it cannot be written inline. Use body encoding base64.", e);
        }
    }

    private static void WriteProperties(ref WireJsonWriter writer, MessageProperties properties)
    {
        writer.BeginObject();
        Text(ref writer, "correlation_id"u8, properties.CorrelationId);
        Text(ref writer, "reply_to"u8, properties.ReplyTo);
        Text(ref writer, "message_id"u8, properties.MessageId);
        Text(ref writer, "app_id"u8, properties.AppId);
        Text(ref writer, "type"u8, properties.Type);
        for (var i = 0; i < properties.Extra?.Count; i++)
        {
            var (key, value) = properties.Extra[i];
            writer.Name(key.AsStringOrNull() ?? key.ToString());
            writer.Value(value);
        }

        Number(ref writer, "delivery_mode"u8, properties.DeliveryMode);
        Text(ref writer, "expiration"u8, properties.Expiration);
        writer.Name("delivery_info"u8);
        writer.BeginObject();
        writer.Name("exchange"u8);
        writer.String(properties.Exchange);
        writer.Name("routing_key"u8);
        writer.String(properties.RoutingKey);
        if (properties.Redelivered)
        {
            writer.Name("redelivered"u8);
            writer.Boolean(true);
        }

        writer.EndObject();
        Number(ref writer, "priority"u8, properties.Priority ?? 0);
        writer.Name("body_encoding"u8);
        writer.String(properties.BodyEncoding == "utf-8" ? "utf-8" : "base64");
        writer.Name("delivery_tag"u8);
        writer.String(properties.DeliveryTag);
        writer.EndObject();
    }

    private static void Text(ref WireJsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.Name(name);
            writer.String(value);
        }
    }

    private static void Number(ref WireJsonWriter writer, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            writer.Name(name);
            writer.Integer(number);
        }
    }
}
