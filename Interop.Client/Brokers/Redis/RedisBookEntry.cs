using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;

namespace Interop.Client.Brokers.Redis;

/// <summary>An entry of the books that is to leave them.</summary>
/// <param name="Key">Field of <c>unacked</c> and member of <c>unacked_index</c>.</param>
/// <param name="Score">Nothing happens where the score is another one.</param>
/// <param name="EarlierScore">A second score that will do, or NaN.</param>
/// <param name="Queue">Where it came from, if that is known; used when its exchange leads nowhere any more.</param>
internal readonly record struct RedisBookEntry(byte[] Key, double Score, double EarlierScore = double.NaN, string? Queue = null)
{
    public RedisBookEntry(RedisDelivery delivery)
        : this(delivery.BookKey!, delivery.Score, delivery.EarlierScore, delivery.Queue)
    {
    }

    /// <summary>Takes <c>[envelope, "exchange", "routing_key"]</c> apart.</summary>
    /// <exception cref="MessageDecodeException">It is something else.</exception>
    public static (ReadOnlyMemory<byte> Envelope, string Exchange, string RoutingKey) Split(ReadOnlyMemory<byte> value)
    {
        var reader = new WireJsonReader(value.Span);
        reader.ReadRequired();
        Expect(reader.TokenType == WireJsonToken.StartArray);
        reader.ReadRequired();
        Expect(reader.TokenType == WireJsonToken.StartObject);
        int start = reader.TokenStart;
        reader.Skip();
        int end = reader.Position;
        string exchange = ReadName(ref reader);
        string routingKey = ReadName(ref reader);
        reader.ReadRequired();
        Expect(reader.TokenType == WireJsonToken.EndArray && !reader.Read());
        return (value[start..end], exchange, routingKey);
    }

    private static string ReadName(ref WireJsonReader reader)
    {
        reader.ReadRequired();
        Expect(reader.TokenType is WireJsonToken.String or WireJsonToken.Null);
        return reader.TokenType == WireJsonToken.Null ? "" : reader.GetString() ?? "";
    }

    private static void Expect(bool condition)
    {
        if (!condition)
        {
            throw new MessageDecodeException("An entry of the unacked hash is not [envelope, exchange, routing_key].");
        }
    }
}
