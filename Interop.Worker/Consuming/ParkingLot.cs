using Interop.Client.Brokers;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;

namespace Interop.Worker.Consuming;

/// <summary>Messages that only another member of the fleet can run: neither run nor acknowledged, held beside the prefetch for a while
/// and then given back to their queue.</summary>
internal sealed class ParkingLot : IAsyncDisposable
{
    /// <summary>A message that comes again and again is held at most this many times the first delay.</summary>
    internal const int LongestFactor = 20;

    private const int RememberedIds = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _times = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();
    private readonly WorkerRuntime _runtime;
    private readonly PrefetchGate _gate;
    private readonly EtaSchedule<Delivery> _schedule;

    public ParkingLot(WorkerRuntime runtime, PrefetchGate gate)
    {
        _runtime = runtime;
        _gate = gate;
        _schedule = new EtaSchedule<Delivery>(runtime.Clock.Time, runtime.Logger, GiveBackAsync);
    }

    /// <summary>Messages that are held.</summary>
    public int Count => _schedule.Count;

    /// <param name="delivery">The message.</param>
    /// <param name="name">Name of its task, for the log.</param>
    /// <param name="id">Id by which it is known again.</param>
    /// <param name="reason">Why it cannot be run here.</param>
    public void Park(Delivery delivery, string name, string id, string reason)
    {
        var times = Remember(id);
        var factor = Math.Min(Math.Pow(2, times), LongestFactor);
        var delay = _runtime.Settings.ParkDelay * factor;
        if (times == 0)
        {
            Log.Parked(_runtime.Logger, name, id, reason, delay.TotalSeconds);
        }
        else
        {
            Log.ParkedAgain(_runtime.Logger, name, id, delay.TotalSeconds);
        }

        _gate.ChangeParked(1);
        _schedule.Add(delivery, _runtime.Clock.Now + delay);
    }

    public ValueTask DisposeAsync() => _schedule.DisposeAsync();

    private async ValueTask GiveBackAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        _gate.ChangeParked(-1);
        await delivery.RejectAsync(requeue: true, cancellationToken).ConfigureAwait(false);
    }

    private int Remember(string id)
    {
        lock (_lock)
        {
            if (_times.TryGetValue(id, out var times))
            {
                _times[id] = times + 1;
                return times + 1;
            }

            if (_oldest.Count >= RememberedIds)
            {
                _times.Remove(_oldest.Dequeue());
            }

            _oldest.Enqueue(id);
            _times[id] = 0;
            return 0;
        }
    }
}
