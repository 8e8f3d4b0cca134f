namespace Interop.Client;

/// <summary>A Lamport clock: orders what the members of a fleet do without comparing their wall clocks. Thread safe.</summary>
/// <remarks>Celery: <c>kombu.clocks.LamportClock</c>, <c>app.clock</c>.</remarks>
public sealed class LogicalClock
{
    private long _value;

    /// <summary>The last value given or seen.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>The value for something that is about to be sent. Celery: <c>forward</c>.</summary>
    public long Forward() => Interlocked.Increment(ref _value);

    /// <summary>Takes note of a value that was received, and counts the reception. Celery: <c>adjust</c>.</summary>
    /// <returns>The new value: one more than the greater of both.</returns>
    public long Adjust(long other)
    {
        while (true)
        {
            var seen = Interlocked.Read(ref _value);
            var next = Math.Max(seen, Math.Min(other, long.MaxValue - 1)) + 1;
            if (Interlocked.CompareExchange(ref _value, next, seen) == seen)
            {
                return next;
            }
        }
    }
}
