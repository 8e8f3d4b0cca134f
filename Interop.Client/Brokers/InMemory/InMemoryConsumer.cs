using Interop.Client.Brokers.Virtual;
using Interop.Protocol.Messages;

namespace Interop.Client.Brokers.InMemory;

/// <summary>Consumer of an <see cref="InMemoryTransport"/>.</summary>
internal sealed class InMemoryConsumer(InMemoryTransport transport, ConsumerOptions options) : PullConsumer(options)
{
    private Task _arrived = Task.CompletedTask;

    protected override void BeginLook() => _arrived = transport.Arrived;

    protected override ValueTask<TakenMessage?> TryTakeAsync(string queue, CancellationToken cancellationToken) =>
        new(transport.Take(queue) is { } message
            ? new TakenMessage(queue, message, message.Properties.DeliveryTag!)
            : null);

    protected override Task WaitForMessagesAsync(CancellationToken cancellationToken) => _arrived.WaitAsync(cancellationToken);

    protected override ValueTask CarryOutAsync(VirtualDelivery delivery, Settlement settlement)
    {
        if (settlement == Settlement.Requeue)
        {
            transport.Put(delivery.Queue, Redelivered(delivery.Message), first: false);
        }

        return default;
    }

    protected override ValueTask GiveBackAsync(VirtualDelivery delivery)
    {
        transport.Put(delivery.Queue, Redelivered(delivery.Message), first: true);
        return default;
    }

    private static WireMessage Redelivered(WireMessage message) =>
        message with { Properties = message.Properties with { Redelivered = true } };
}
