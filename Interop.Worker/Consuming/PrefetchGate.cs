using Interop.Client.Brokers;

namespace Interop.Worker.Consuming;

/// <summary>How many deliveries the broker may leave with us unsettled: the prefetch, and one more for each task that only waits.</summary>
/// <remarks>Celery: <c>kombu.common.QoS</c>, <c>worker_eta_task_limit</c>. Thread safe.</remarks>
internal sealed class PrefetchGate
{
    private readonly Lock _lock = new();
    private int _prefetch;
    private readonly int? _etaLimit;
    private readonly int _parkLimit;
    private IBrokerConsumer? _consumer;
    private int _eta;
    private int _parked;
    private int _current;

    /// <param name="prefetch">Deliveries without those that wait; 0 is no limit.</param>
    /// <param name="etaLimit"><c>worker_eta_task_limit</c>: tasks with an ETA do not raise the prefetch beyond it.</param>
    /// <param name="parkLimit">Parked messages beyond this do not raise the prefetch.</param>
    public PrefetchGate(int prefetch, int? etaLimit, int parkLimit)
    {
        _prefetch = prefetch;
        _etaLimit = etaLimit;
        _parkLimit = parkLimit;
        _current = prefetch;
    }

    /// <summary>The limit as it is now.</summary>
    public int Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    public void Attach(IBrokerConsumer consumer)
    {
        lock (_lock)
        {
            _consumer = consumer;
            consumer.SetPrefetch(_current);
        }
    }

    /// <summary>Changes the prefetch itself, when the pool grew or shrank. 0 stays 0.</summary>
    public void SetPrefetch(int prefetch)
    {
        lock (_lock)
        {
            _prefetch = _prefetch == 0 ? 0 : Math.Max(prefetch, 1);
        }

        Change(0, 0);
    }

    public void ChangeEta(int by) => Change(by, 0);

    public void ChangeParked(int by) => Change(0, by);

    private void Change(int eta, int parked)
    {
        lock (_lock)
        {
            _eta += eta;
            _parked += parked;
            if (_prefetch == 0)
            {
                return;
            }

            var withEta = _etaLimit is { } limit ? Math.Min(_prefetch + _eta, Math.Max(_prefetch, limit)) : _prefetch + _eta;
            var wanted = withEta + Math.Min(_parked, _parkLimit);
            if (wanted != _current)
            {
                _current = wanted;
                _consumer?.SetPrefetch(wanted);
            }
        }
    }
}
