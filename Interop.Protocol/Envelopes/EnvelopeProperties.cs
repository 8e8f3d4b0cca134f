using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Envelopes;

/// <summary>Reads the <c>properties</c> of an envelope. What cannot be used under its name is kept among the extra ones.</summary>
internal struct EnvelopeProperties
{
    private string? _correlationId;
    private string? _replyTo;
    private int? _deliveryMode;
    private int? _priority;
    private int? _infoPriority;
    private string? _expiration;
    private string? _exchange;
    private string? _routingKey;
    private bool _redelivered;
    private string? _deliveryTag;
    private string? _messageId;
    private string? _appId;
    private string? _type;
    private WireMap? _extra;

    /// <summary>How the body is encoded.</summary>
    public string? BodyEncoding { get; private set; }

    /// <summary>Reads the object the reader stands on.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="id">The task id from the headers, if known by now: the correlation id usually is the same text.</param>
    public void Read(scoped ref WireJsonReader reader, string? id)
    {
        for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndObject; reader.ReadRequired())
        {
            var start = reader.TokenStart;
            var escaped = reader.ValueIsEscaped;
            var nameText = escaped ? reader.GetString() : null;
            var name = escaped ? System.Text.Encoding.UTF8.GetBytes(nameText!) : reader.ValueSpan;
            reader.ReadRequired();
            if (!TryReadKnown(ref reader, name, id))
            {
                nameText ??= WireText.Cached(name, start);
                (_extra ??= new WireMap(2)).Set(nameText, reader.GetValue());
            }
        }
    }

    /// <summary>The record, once content type and encoding are known.</summary>
    /// <exception cref="MessageDecodeException">Something is missing without which the message could not be settled.</exception>
    public readonly MessageProperties Build(string? contentType, string? contentEncoding) => new()
    {
        ContentType = contentType,
        ContentEncoding = contentEncoding,
        CorrelationId = _correlationId,
        ReplyTo = _replyTo,
        DeliveryMode = _deliveryMode,
        Priority = _priority ?? _infoPriority,
        Expiration = _expiration,
        Exchange = _exchange ?? throw Missing("properties.delivery_info.exchange"),
        RoutingKey = _routingKey ?? throw Missing("properties.delivery_info.routing_key"),
        Redelivered = _redelivered,
        DeliveryTag = _deliveryTag ?? throw Missing("properties.delivery_tag"),
        BodyEncoding = BodyEncoding,
        MessageId = _messageId,
        AppId = _appId,
        Type = _type,
        Extra = _extra,
    };

    public static MessageDecodeException Missing(string what) =>
        new($"The envelope has no {what}. Only messages in kombu's envelope can be read from this queue.");

    private bool TryReadKnown(scoped ref WireJsonReader reader, ReadOnlySpan<byte> name, string? id)
    {
        switch (name.Length)
        {
            case 14 when name.SequenceEqual("correlation_id"u8):
                return TryText(ref reader, ref _correlationId, id);
            case 8 when name.SequenceEqual("reply_to"u8):
                return TryCached(ref reader, ref _replyTo);
            case 13 when name.SequenceEqual("delivery_mode"u8):
                return TryInt32(ref reader, ref _deliveryMode);
            case 13 when name.SequenceEqual("delivery_info"u8):
                return TryDeliveryInfo(ref reader);
            case 8 when name.SequenceEqual("priority"u8):
                return TryInt32(ref reader, ref _priority);
            case 13 when name.SequenceEqual("body_encoding"u8):
                string? encoding = null;
                var known = TryCached(ref reader, ref encoding);
                BodyEncoding = encoding;
                return known;
            case 12 when name.SequenceEqual("delivery_tag"u8):
                return TryText(ref reader, ref _deliveryTag, null);
            case 10 when name.SequenceEqual("expiration"u8):
                return TryText(ref reader, ref _expiration, null);
            case 10 when name.SequenceEqual("message_id"u8):
                return TryText(ref reader, ref _messageId, id);
            case 6 when name.SequenceEqual("app_id"u8):
                return TryCached(ref reader, ref _appId);
            case 4 when name.SequenceEqual("type"u8):
                return TryCached(ref reader, ref _type);
            default:
                return false;
        }
    }

    private bool TryDeliveryInfo(scoped ref WireJsonReader reader)
    {
        if (reader.TokenType != WireJsonToken.StartObject)
        {
            throw Missing("map properties.delivery_info");
        }

        for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndObject; reader.ReadRequired())
        {
            if (reader.ValueEquals("exchange"u8))
            {
                reader.ReadRequired();
                Address(ref reader, ref _exchange, "properties.delivery_info.exchange");
            }
            else if (reader.ValueEquals("routing_key"u8))
            {
                reader.ReadRequired();
                Address(ref reader, ref _routingKey, "properties.delivery_info.routing_key");
            }
            else if (reader.ValueEquals("redelivered"u8))
            {
                reader.ReadRequired();
                _redelivered = WireText.IsTruthy(reader.GetValue());
            }
            else if (reader.ValueEquals("priority"u8))
            {
                // kombu 3 wrote it here. Other keys mean nothing to any release.
                reader.ReadRequired();
                TryInt32(ref reader, ref _infoPriority);
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        return true;
    }

    private static void Address(scoped ref WireJsonReader reader, ref string? target, string what)
    {
        if (!TryCached(ref reader, ref target))
        {
            throw Missing($"text {what}");
        }

        target ??= "";
    }

    private static bool TryCached(scoped ref WireJsonReader reader, ref string? target)
    {
        if (reader.TokenType != WireJsonToken.String)
        {
            return TryText(ref reader, ref target, null);
        }

        target = WireText.Cached(ref reader);
        return true;
    }

    private static bool TryText(scoped ref WireJsonReader reader, ref string? target, string? known)
    {
        switch (reader.TokenType)
        {
            case WireJsonToken.String:
                target = WireText.Shared(ref reader, known);
                return true;
            case WireJsonToken.Null:
                target = null;
                return true;
            case WireJsonToken.Integer:
                return WireText.TryIdentifier(reader.GetValue(), out target);
            default:
                return false;
        }
    }

    private static bool TryInt32(scoped ref WireJsonReader reader, ref int? target)
    {
        if (reader.TokenType is WireJsonToken.StartArray or WireJsonToken.StartObject)
        {
            return false;
        }

        if (reader.TryGetInt64(out var usual) && usual is >= int.MinValue and <= int.MaxValue)
        {
            target = (int)usual;
            return true;
        }

        var value = reader.GetValue();
        if (value.IsNone)
        {
            target = null;
            return true;
        }

        if (!WireText.TryInteger(value, out var number) || number is < int.MinValue or > int.MaxValue)
        {
            return false;
        }

        target = (int)number;
        return true;
    }
}
