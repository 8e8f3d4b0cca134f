using Interop.Protocol.Messages;

namespace Interop.Client.Brokers.Redis;

/// <summary>A message that stands in the books under our score, or (replies, events, fanout) in no books at all.</summary>
internal sealed class RedisDelivery : Delivery
{
    private readonly RedisConsumer _consumer;
    private volatile bool _isStale;

    public RedisDelivery(RedisConsumer consumer, WireMessage message, string queue, RedisBookKey bookKey, double score, byte[]? envelope)
        : base(message, queue)
    {
        _consumer = consumer;
        BookKey = bookKey;
        Score = score;
        Envelope = envelope;
    }

    public override bool IsStale => _isStale;

    /// <summary>None where there are no books.</summary>
    public RedisBookKey BookKey { get; }

    /// <summary>The score last written for it.</summary>
    public double Score { get; private set; }

    /// <summary>The score before, while it is not known whether the last one arrived; otherwise NaN.</summary>
    public double EarlierScore { get; private set; } = double.NaN;

    public bool IsUncertain => !double.IsNaN(EarlierScore);

    /// <summary>The envelope, kept only where it stands in no books and may have to be given back.</summary>
    public byte[]? Envelope { get; }

    /// <summary>Neighbours in <see cref="RedisUnsettled"/>.</summary>
    public RedisDelivery? Previous { get; set; }

    public RedisDelivery? Next { get; set; }

    public bool IsListed { get; set; }

    /// <summary>A new score is on its way.</summary>
    public void BeginRenewal(double score) => (EarlierScore, Score) = (Score, score);

    /// <summary>What the books say.</summary>
    public void Confirm(double score) => (EarlierScore, Score) = (double.NaN, score);

    /// <summary>Somebody put the message back meanwhile, or the books are gone.</summary>
    public void MarkStale() => _isStale = true;

    protected override ValueTask SettleAsync(Settlement settlement, CancellationToken cancellationToken) =>
        _consumer.SettleAsync(this, settlement, cancellationToken);
}
