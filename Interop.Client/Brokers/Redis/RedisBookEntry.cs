namespace Interop.Client.Brokers.Redis;

/// <summary>An entry of the books that is to leave them.</summary>
/// <param name="Key">Field of <c>unacked</c> and member of <c>unacked_index</c>.</param>
/// <param name="Score">Nothing happens where the score is another one.</param>
/// <param name="EarlierScore">A second score that will do, or NaN.</param>
/// <param name="Queue">Where it came from, if that is known; used when its exchange leads nowhere any more.</param>
internal readonly record struct RedisBookEntry(RedisBookKey Key, double Score, double EarlierScore = double.NaN, string? Queue = null)
{
    public RedisBookEntry(RedisDelivery delivery)
        : this(delivery.BookKey, delivery.Score, delivery.EarlierScore, delivery.Queue)
    {
    }
}
