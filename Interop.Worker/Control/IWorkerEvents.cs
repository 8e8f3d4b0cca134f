using Interop.Protocol.Values;

namespace Interop.Worker.Control;

/// <summary>What remote control asks of a worker's events and of its gossip.</summary>
internal interface IWorkerEvents
{
    /// <summary>Tells of tasks from now on; false when it did so before. Celery: <c>enable_events</c>.</summary>
    bool EnableTaskEvents();

    /// <summary>Tells of tasks no longer; false when it did not before. Celery: <c>disable_events</c>.</summary>
    bool DisableTaskEvents();

    /// <summary>Sends a heartbeat now. Celery: <c>heartbeat</c>.</summary>
    ValueTask SendHeartbeatAsync(CancellationToken cancellationToken);

    /// <summary>Takes part in an election. Celery: <c>Gossip.election</c>.</summary>
    /// <param name="id">Id of the election.</param>
    /// <param name="topic">What it is about.</param>
    /// <param name="action">What the winner is to do.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    ValueTask StartElectionAsync(string id, string topic, WireValue action, CancellationToken cancellationToken);
}
