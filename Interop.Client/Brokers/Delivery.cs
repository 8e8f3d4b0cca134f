using Interop.Protocol.Messages;

namespace Interop.Client.Brokers;

/// <summary>A message in our hands, bound to the connection that brought it.</summary>
/// <remarks>It is settled once: by <see cref="AckAsync"/> or <see cref="RejectAsync"/>; later calls do nothing. When its connection is
/// gone it is stale: settling it is a logged no-op, since the broker delivers the message again. Thread safe.</remarks>
public abstract class Delivery
{
    private object _content;
    private int _settled;

    /// <summary>Creates a delivery.</summary>
    protected Delivery(WireMessage message, string queue)
    {
        _content = message;
        Queue = queue;
    }

    /// <summary>The message. When it is packed, each call reads it.</summary>
    public WireMessage Message
    {
        get
        {
            var content = Volatile.Read(ref _content);
            return content as WireMessage ?? ((PackedMessage)content).Read();
        }
    }

    /// <summary>Queue it came from.</summary>
    public string Queue { get; }

    /// <summary>True once it was acknowledged or rejected.</summary>
    public bool IsSettled => Volatile.Read(ref _settled) != 0;

    /// <summary>True when its connection is gone, so that the broker will deliver the message again.</summary>
    public virtual bool IsStale => false;

    /// <summary>Keeps the message in another form from now on.</summary>
    /// <param name="packed">What gives the same message again.</param>
    public void Pack(PackedMessage packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        Volatile.Write(ref _content, packed);
    }

    /// <summary>Tells the broker that the message is done with. Completes when the broker has been told; need not be awaited in order.</summary>
    public ValueTask AckAsync(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _settled, 1) == 0 ? SettleAsync(Settlement.Ack, cancellationToken) : default;

    /// <summary>Gives the message back (<paramref name="requeue"/>) or drops it, to a dead-letter exchange if the queue has one.</summary>
    public ValueTask RejectAsync(bool requeue, CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _settled, 1) == 0
            ? SettleAsync(requeue ? Settlement.Requeue : Settlement.Reject, cancellationToken)
            : default;

    /// <summary>Carries out the settlement; called once at most.</summary>
    protected abstract ValueTask SettleAsync(Settlement settlement, CancellationToken cancellationToken);
}
