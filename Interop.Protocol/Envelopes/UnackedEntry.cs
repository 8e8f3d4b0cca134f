using System.Buffers;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;

namespace Interop.Protocol.Envelopes;

/// <summary>A value of the Redis hash <c>unacked</c>: <c>[envelope, exchange, routing_key]</c>, the envelope as an object.</summary>
/// <remarks>Celery: <c>kombu/transport/redis.py</c> <c>QoS.append</c>.</remarks>
/// <param name="Envelope">JSON of the envelope.</param>
/// <param name="Exchange">Exchange it was published to.</param>
/// <param name="RoutingKey">Routing key it was published with; with the exchange it says where the message goes back to.</param>
public readonly record struct UnackedEntry(ReadOnlyMemory<byte> Envelope, string Exchange, string RoutingKey)
{
    /// <summary>Reads an entry; the envelope is a slice of it.</summary>
    /// <exception cref="MessageDecodeException">Not such an entry.</exception>
    public static UnackedEntry Read(ReadOnlyMemory<byte> json)
    {
        var reader = new WireJsonReader(json.Span);
        Expect(ref reader, WireJsonToken.StartArray);
        Expect(ref reader, WireJsonToken.StartObject);
        var start = reader.TokenStart;
        reader.Skip();
        var envelope = json[start..reader.Position];
        var exchange = Text(ref reader);
        var routingKey = Text(ref reader);
        Expect(ref reader, WireJsonToken.EndArray);
        reader.ReadToEnd();
        return new UnackedEntry(envelope, exchange, routingKey);
    }

    /// <summary>Writes the entry; the envelope is copied as it is.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var writer = new WireJsonWriter(output);
        writer.BeginArray();
        writer.Raw(Envelope.Span);
        writer.String(Exchange);
        writer.String(RoutingKey);
        writer.EndArray();
        writer.Flush();
    }

    private static string Text(ref WireJsonReader reader)
    {
        reader.ReadRequired();
        return reader.TokenType is WireJsonToken.String or WireJsonToken.Null ? reader.GetString() ?? "" : throw Fault(ref reader, "a string");
    }

    private static void Expect(ref WireJsonReader reader, WireJsonToken token)
    {
        reader.ReadRequired();
        if (reader.TokenType != token)
        {
            throw Fault(ref reader, token.ToString());
        }
    }

    private static MessageDecodeException Fault(ref WireJsonReader reader, string expected) => new(
        $"An entry of the unacked books is [envelope, exchange, routing_key]; found {reader.TokenType} at byte {reader.TokenStart}, "
        + $"expected {expected}.",
        reader.TokenStart);
}
