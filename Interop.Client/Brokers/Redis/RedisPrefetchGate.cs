namespace Interop.Client.Brokers.Redis;

/// <summary>Says how many messages to ask for next. Not thread safe but for its owner's lock; see <see cref="RedisConsumer"/>.</summary>
/// <remarks>One round trip for half of the window is worth a short wait for the second slot, but not a long one: where the tasks
/// behind the other slots run for hours, a single free slot has to be filled as well.</remarks>
internal sealed class RedisPrefetchGate(TimeProvider time, int prefetch)
{
    private const int LargestFetch = 250;
    private const int FetchWithoutLimit = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(2);

    private long _lastFetch = time.GetTimestamp() - time.TimestampFrequency;
    private int _wakeAt = -1;

    /// <summary>0 is no limit, less than that takes nothing.</summary>
    public int Prefetch { get; set; } = prefetch;

    /// <summary>How many to ask for now; 0 to wait: for the signal, and for the time in <paramref name="patience"/> unless null.</summary>
    public int Ask(int unsettled, out TimeSpan? patience)
    {
        patience = null;
        if (Prefetch <= 0)
        {
            _wakeAt = -1;
            return Prefetch == 0 ? FetchWithoutLimit : 0;
        }

        int free = Prefetch - unsettled;
        int half = (Prefetch + 1) / 2;
        TimeSpan since = time.GetElapsedTime(_lastFetch);
        if (free >= half || (free > 0 && since >= Patience))
        {
            _wakeAt = -1;
            _lastFetch = time.GetTimestamp();
            return Math.Min(free, LargestFetch);
        }

        patience = since < Patience ? Patience - since : null;
        _wakeAt = patience is null ? Prefetch - 1 : Prefetch - half;
        return 0;
    }

    /// <summary>True when the loop should be woken up now that so many are left.</summary>
    public bool ShouldWake(int unsettled)
    {
        if (unsettled > _wakeAt)
        {
            return false;
        }

        _wakeAt = -1;
        return true;
    }
}
