namespace Interop.Client.Brokers.Virtual;

/// <summary>A delivery of a <see cref="PullConsumer"/>.</summary>
internal sealed class VirtualDelivery(PullConsumer consumer, TakenMessage taken, long number)
    : Delivery(taken.Message, taken.Queue)
{
    /// <summary>What the broker needs to settle it.</summary>
    public string Receipt { get; } = taken.Receipt;

    /// <summary>Position in the order of arrival.</summary>
    public long Number { get; } = number;

    protected override ValueTask SettleAsync(Settlement settlement, CancellationToken cancellationToken) =>
        consumer.SettleAsync(this, settlement);
}
