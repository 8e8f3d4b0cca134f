using Interop.Protocol.Events;

namespace Interop.Worker.Events;

/// <summary>Says at intervals that a worker is alive. Celery: <c>celery/worker/heartbeat.py</c>, <c>Heart</c>.</summary>
/// <param name="time">The clock.</param>
/// <param name="interval">Time between heartbeats.</param>
/// <param name="send">Sends the event of a type.</param>
internal sealed class Heart(TimeProvider time, TimeSpan interval, Action<string> send) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start()
    {
        send(EventTypes.WorkerOnline);
        _loop = BeatAsync();
    }

    /// <summary>Stops beating, and says so.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        send(EventTypes.WorkerOffline);
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                send(EventTypes.WorkerHeartbeat);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The worker ends.
        }
    }
}
