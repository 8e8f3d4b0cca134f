using Interop.Protocol.Messages;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>A delivery, bound to the channel that brought it.</summary>
internal sealed class RabbitMqDelivery : Delivery
{
    private readonly RabbitMqSession _session;
    private readonly AckEntry? _entry;

    public RabbitMqDelivery(WireMessage message, string queue, RabbitMqSession session, AckEntry? entry) : base(message, queue)
    {
        _session = session;
        _entry = entry;
    }

    public override bool IsStale => _session.IsClosed;

    protected override ValueTask SettleAsync(Settlement settlement, CancellationToken cancellationToken) => _entry is null
        ? default
        : new(_session.Acks.SettleAsync(_entry, settlement, Queue).WaitAsync(cancellationToken));
}
