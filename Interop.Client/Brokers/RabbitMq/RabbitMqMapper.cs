using System.Runtime.InteropServices;
using Interop.Protocol;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Messages from and to the property section of an AMQP content header, byte for byte as py-amqp has it.</summary>
/// <remarks>py-amqp 5: <c>amqp/serialization.py</c> <c>GenericContent._serialize_properties</c>, <c>decode_properties_basic</c>.
/// <para>Grammar: flags (16 bits, highest first), then in this order, each only if its flag is set: content_type, content_encoding,
/// headers, delivery_mode, priority, correlation_id, reply_to, expiration, message_id, timestamp, type, user_id, app_id, cluster_id.</para></remarks>
internal static class RabbitMqMapper
{
    private const int ContentType = 0x8000;
    private const int ContentEncoding = 0x4000;
    private const int Headers = 0x2000;
    private const int DeliveryMode = 0x1000;
    private const int Priority = 0x0800;
    private const int CorrelationId = 0x0400;
    private const int ReplyTo = 0x0200;
    private const int Expiration = 0x0100;
    private const int MessageId = 0x0080;
    private const int Timestamp = 0x0040;
    private const int Type = 0x0020;
    private const int UserId = 0x0010;
    private const int AppId = 0x0008;
    private const int ClusterId = 0x0004;

    [ThreadStatic]
    private static List<KeyValuePair<string, WireValue>>? _entries;

    /// <summary>The property section of a message; the headers table is always there, as from kombu.</summary>
    /// <exception cref="MessageEncodeException">A value has no form in AMQP.</exception>
    public static byte[] Write(WireMessage message, CeleryRelease release)
    {
        var properties = message.Properties;
        var flags = Headers;
        var writer = new AmqpWriter(1024);
        try
        {
            writer.Short(0);
            Text(ref writer, ref flags, ContentType, properties.ContentType, "content_type");
            Text(ref writer, ref flags, ContentEncoding, properties.ContentEncoding, "content_encoding");
            writer.Table(MessageHeadersCodec.ToMap(message.Headers, release));
            Number(ref writer, ref flags, DeliveryMode, properties.DeliveryMode, "delivery_mode");
            Number(ref writer, ref flags, Priority, properties.Priority, "priority");
            Text(ref writer, ref flags, CorrelationId, properties.CorrelationId, "correlation_id");
            Text(ref writer, ref flags, ReplyTo, properties.ReplyTo, "reply_to");
            Text(ref writer, ref flags, Expiration, properties.Expiration, "expiration");
            Text(ref writer, ref flags, MessageId, properties.MessageId, "message_id");
            Text(ref writer, ref flags, Type, properties.Type, "type");
            Text(ref writer, ref flags, AppId, properties.AppId, "app_id");
            writer.PatchShort(0, (ushort)flags);
            return writer.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>Reads a property section. What cannot be read is told in <see cref="MessageHeaders.Malformed"/>; it never throws.</summary>
    public static WireMessage Read(
        byte[] section, ReadOnlyMemory<byte> body, string exchange, string routingKey, bool redelivered)
    {
        var properties = new MessageProperties { Exchange = exchange, RoutingKey = routingKey, Redelivered = redelivered };
        var headers = MessageHeaders.Empty;
        try
        {
            (properties, headers) = Read(section, properties);
        }
        catch (MessageDecodeException)
        {
            headers = Malformed("properties", section, "an AMQP property section");
        }

        return new WireMessage { Properties = properties, Headers = headers, Body = body };
    }

    private static (MessageProperties Properties, MessageHeaders Headers) Read(byte[] section, MessageProperties delivered)
    {
        var reader = new AmqpReader(section);
        var flags = reader.Short();
        var headers = MessageHeaders.Empty;
        var contentType = Text(ref reader, flags, ContentType);
        var contentEncoding = Text(ref reader, flags, ContentEncoding);
        if ((flags & Headers) != 0)
        {
            headers = ReadHeaders(reader.LongBytes());
        }

        var properties = delivered with
        {
            ContentType = contentType,
            ContentEncoding = contentEncoding,
            DeliveryMode = (flags & DeliveryMode) != 0 ? reader.Octet() : null,
            Priority = (flags & Priority) != 0 ? reader.Octet() : null,
            CorrelationId = Text(ref reader, flags, CorrelationId),
            ReplyTo = Text(ref reader, flags, ReplyTo),
            Expiration = Text(ref reader, flags, Expiration),
            MessageId = Text(ref reader, flags, MessageId),
        };
        var extra = new WireMap();
        if ((flags & Timestamp) != 0)
        {
            extra.With("timestamp", WireValue.Integer((long)Math.Min(reader.LongLong(), long.MaxValue)));
        }

        var type = Text(ref reader, flags, Type);
        Keep(extra, "user_id", Text(ref reader, flags, UserId));
        var appId = Text(ref reader, flags, AppId);
        Keep(extra, "cluster_id", Text(ref reader, flags, ClusterId));
        return (properties with { Type = type, AppId = appId, Extra = extra.Count == 0 ? null : extra }, headers);
    }

    private static MessageHeaders ReadHeaders(ReadOnlySpan<byte> table)
    {
        var entries = _entries ??= new(32);
        try
        {
            AmqpReader.Entries(table, entries);
            return MessageHeadersCodec.Read(CollectionsMarshal.AsSpan(entries));
        }
        catch (MessageDecodeException)
        {
            return Malformed("headers", table.ToArray(), "an AMQP table");
        }
        finally
        {
            entries.Clear();
        }
    }

    private static MessageHeaders Malformed(string name, byte[] bytes, string expected) =>
        MessageHeaders.Empty with { Malformed = [new MalformedHeader(name, WireValue.Bytes(bytes), expected)] };

    private static void Keep(WireMap extra, string name, string? value)
    {
        if (value is not null)
        {
            extra.With(name, value);
        }
    }

    private static string? Text(ref AmqpReader reader, int flags, int flag) =>
        (flags & flag) != 0 ? reader.ShortString() : null;

    private static void Text(ref AmqpWriter writer, ref int flags, int flag, string? value, string field)
    {
        if (value is not null)
        {
            flags |= flag;
            writer.ShortString(value, field);
        }
    }

    private static void Number(ref AmqpWriter writer, ref int flags, int flag, int? value, string field)
    {
        if (value is { } number)
        {
            flags |= flag;
            writer.Octet(number is >= 0 and <= 255
                ? (byte)number
                : throw new MessageEncodeException($"The AMQP property {field} is {number}; expected 0 to 255."));
        }
    }
}
