using Interop.Protocol.Messages;

namespace Interop.Client.Brokers;

/// <summary>A broker that tells how many heard a broadcast, so that nobody waits for answers that cannot come.</summary>
internal interface IBroadcastingTransport
{
    /// <summary>Publishes to a fanout exchange.</summary>
    /// <returns>How many queues or subscribers took it, as far as the broker tells; null where it does not.</returns>
    /// <exception cref="BrokerUnreachableException">No broker took it in time.</exception>
    ValueTask<int?> BroadcastAsync(string exchange, WireMessage message, CancellationToken cancellationToken);
}
