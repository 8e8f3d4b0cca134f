using Interop.Protocol.Values;

namespace Interop.Worker.Control;

/// <summary>A worker without events: keeps what it was told, and sends nothing.</summary>
internal sealed class NoWorkerEvents : IWorkerEvents
{
    private int _enabled;

    public bool EnableTaskEvents() => Interlocked.Exchange(ref _enabled, 1) == 0;

    public bool DisableTaskEvents() => Interlocked.Exchange(ref _enabled, 0) == 1;

    public ValueTask SendHeartbeatAsync(CancellationToken cancellationToken) => default;

    public ValueTask StartElectionAsync(string id, string topic, WireValue action, CancellationToken cancellationToken) => default;
}
