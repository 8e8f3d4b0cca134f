using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>Opens an envelope as kombu does, to the point where kombu fails. Celery: <c>kombu/transport/virtual/base.py</c>
/// <c>Message.__init__</c>, <c>kombu/transport/redis.py</c> <c>QoS.append</c>.</summary>
internal readonly ref struct PythonEnvelope
{
    private PythonEnvelope(PythonMessage? message, Judgement? fault, WireValue content)
    {
        (Message, Fault, Content) = (message, fault, content);
    }

    /// <summary>The message; there may be one although the worker ends over it.</summary>
    public PythonMessage? Message { get; }

    /// <summary>What ends the worker here.</summary>
    public Judgement? Fault { get; }

    /// <summary>The JSON, if it is JSON.</summary>
    public WireValue Content { get; }

    public static PythonEnvelope Open(ReadOnlySpan<byte> raw, InspectionTransport transport, CeleryRelease release)
    {
        WireValue content;
        try
        {
            content = WireJsonReader.ReadDocument(raw, keepsMarkers: release < CeleryRelease.V53);
        }
        catch (MessageDecodeException e)
        {
            return new(null, Judgement.DieAndDrop($"The envelope is not JSON that kombu reads. {e.Message}"), WireValue.None);
        }

        // An entry of the hash "unacked" is judged as the message it is about to become again.
        if (content.Kind == WireKind.List && content.AsItems() is [{ Kind: WireKind.Map } inner, { Kind: WireKind.String }, { Kind: WireKind.String }]
            && inner.AsMap()["properties"] is not null)
        {
            content = inner;
        }

        if (content.Kind != WireKind.Map)
        {
            return new(null, Judgement.DieAndDrop($"The envelope is {Name(content)}, not a JSON object."), content);
        }

        var envelope = content.AsMap();
        if (envelope["properties"] is not { Kind: WireKind.Map } found)
        {
            return new(null, Judgement.DieAndDrop("The envelope has no map 'properties'."), content);
        }

        var properties = found.AsMap();
        var body = envelope["body"] ?? WireValue.None;
        string? damage = null;
        var fault = WireText.IsTruthy(body) ? DecodeBody(ref body, properties["body_encoding"] ?? WireValue.None, release) : null;
        if (body.Kind == WireKind.String)
        {
            body = Encode(body.AsString(), ref damage);
        }

        var headers = envelope["headers"] is { } given && WireText.IsTruthy(given) ? given : new WireMap();
        var info = properties["delivery_info"] is { } some && WireText.IsTruthy(some) ? some : new WireMap();
        var message = new PythonMessage
        {
            ContentType = envelope["content-type"] ?? WireValue.None,
            ContentEncoding = envelope["content-encoding"] ?? WireValue.None,
            Headers = headers,
            Properties = properties,
            DeliveryInfo = info,
            Body = body,
            Damage = damage,
        };
        return new(message, fault ?? Check(message, transport), content);
    }

    private static Judgement? Check(PythonMessage message, InspectionTransport transport)
    {
        if (message.Properties["delivery_tag"] is not { } tag)
        {
            return Judgement.DieAndDrop("The envelope has no properties.delivery_tag.");
        }

        if (message.Headers.Kind != WireKind.Map)
        {
            return Judgement.DieAndDrop($"The headers are {Name(message.Headers)}, not a map.");
        }

        if (!PythonValues.IsHashable(tag))
        {
            return Judgement.DieAndDrop($"The delivery tag is {Name(tag)}, which no book can be kept by.");
        }

        if (message.DeliveryInfo.Kind != WireKind.Map)
        {
            return Judgement.DieAndDrop($"properties.delivery_info is {Name(message.DeliveryInfo)}, not a map.");
        }

        if (transport != InspectionTransport.Redis)
        {
            return null;
        }

        var info = message.DeliveryInfo.AsMap();
        return info["exchange"] is null ? Judgement.DieAndDrop("The envelope has no properties.delivery_info.exchange.")
            : info["routing_key"] is null ? Judgement.DieAndDrop("The envelope has no properties.delivery_info.routing_key.")
            : tag.IsNone ? Judgement.DieAndDrop("The delivery tag is null, which Redis takes for no key.")
            : null;
    }

    private static Judgement? DecodeBody(ref WireValue body, WireValue encoding, CeleryRelease release)
    {
        if (!WireText.IsTruthy(encoding))
        {
            return null;
        }

        var name = encoding.AsStringOrNull();
        if (release >= CeleryRelease.V53 && string.Equals(name, "utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (name != "base64")
        {
            return Judgement.DieAndDrop($"body_encoding is {PythonValues.Show(encoding)}, which this kombu does not know.");
        }

        if (body.Kind != WireKind.String)
        {
            return Judgement.DieAndDrop($"The body is {Name(body)} although body_encoding is base64.");
        }

        if (PythonBase64.Decode(body.AsString()) is not { } bytes)
        {
            return Judgement.DieAndDrop("The body is not base64 although body_encoding says so.");
        }

        body = WireValue.Bytes(bytes);
        return null;
    }

    private static WireValue Encode(string text, ref string? damage)
    {
        if (!TaggedNames.HasLoneSurrogate(text))
        {
            return WireValue.Bytes(Encoding.UTF8.GetBytes(text));
        }

        damage = "The inline body holds half a surrogate pair, which has no UTF-8 form.";
        return WireValue.String(text);
    }

    private static string Name(WireValue value) => PythonValues.TypeName(value);
}
