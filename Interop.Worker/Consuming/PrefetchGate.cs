using Interop.Client.Brokers;

namespace Interop.Worker.Consuming;

/// <summary>How many deliveries the broker may leave with us unsettled: the prefetch, and one more for each task that only waits. Where
/// the prefetch is disabled, only as many as there are free slots.</summary>
/// <remarks>Celery: <c>kombu.common.QoS</c>, <c>worker_eta_task_limit</c>; <c>can_consume</c> in
/// <c>celery/worker/consumer/tasks.py</c> of 5.6. Thread safe.</remarks>
internal sealed class PrefetchGate
{
    /// <summary>Nothing more, until that changes; 0 would be no limit.</summary>
    private const int Nothing = -1;

    private readonly Lock _lock = new();
    private readonly int _multiplier;
    private readonly int? _etaLimit;
    private readonly int _parkLimit;
    private readonly bool _onlyForFreeSlots;
    private int _slots;
    private IBrokerConsumer? _consumer;
    private int _eta;
    private int _parked;
    private int _held;
    private int _acknowledged;
    private int _current;

    /// <param name="slots">Tasks that run at once.</param>
    /// <param name="multiplier">Deliveries for each slot, without those that wait; 0 is no limit.</param>
    /// <param name="etaLimit"><c>worker_eta_task_limit</c>: tasks with an ETA do not raise the prefetch beyond it.</param>
    /// <param name="parkLimit">Parked messages beyond this do not raise the prefetch.</param>
    /// <param name="onlyForFreeSlots"><c>worker_disable_prefetch</c>.</param>
    public PrefetchGate(int slots, int multiplier, int? etaLimit, int parkLimit, bool onlyForFreeSlots = false)
    {
        _slots = slots;
        _multiplier = multiplier;
        _etaLimit = etaLimit;
        _parkLimit = parkLimit;
        _onlyForFreeSlots = onlyForFreeSlots;
        _current = Wanted();
    }

    /// <summary>The limit as it is now: 0 is none, less than 0 is nothing.</summary>
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

    /// <summary>The pool grew or shrank.</summary>
    public void SetSlots(int slots)
    {
        lock (_lock)
        {
            _slots = Math.Max(slots, 1);
        }

        Change(ref _eta, 0);
    }

    /// <summary>Tasks that wait for their time.</summary>
    public void ChangeEta(int by) => Change(ref _eta, by);

    /// <summary>Messages held for other members of the fleet.</summary>
    public void ChangeParked(int by) => Change(ref _parked, by);

    /// <summary>Tasks that a rate limit holds back: they are in no slot, and within the prefetch.</summary>
    public void ChangeHeld(int by)
    {
        if (_onlyForFreeSlots)
        {
            Change(ref _held, by);
        }
    }

    /// <summary>Tasks that are acknowledged and still in a slot. Called before the acknowledgement, which frees a delivery.</summary>
    public void ChangeAcknowledged(int by)
    {
        if (_onlyForFreeSlots)
        {
            Change(ref _acknowledged, by);
        }
    }

    private void Change(ref int count, int by)
    {
        lock (_lock)
        {
            count += by;
            var wanted = Wanted();
            if (wanted != _current)
            {
                _current = wanted;
                _consumer?.SetPrefetch(wanted);
            }
        }
    }

    private int Wanted()
    {
        var prefetch = _slots * _multiplier;
        var limit = prefetch == 0 ? int.MaxValue
            : _etaLimit is { } most ? Math.Min(prefetch + _eta, Math.Max(prefetch, most))
            : prefetch + _eta;
        if (_onlyForFreeSlots)
        {
            limit = Math.Min(limit, _slots - _acknowledged + _eta + _held);
        }

        var parked = Math.Min(_parked, _parkLimit);
        return limit == int.MaxValue ? 0 : limit + parked > 0 ? limit + parked : Nothing;
    }
}
