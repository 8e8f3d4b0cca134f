namespace Interop.Worker.Execution;

/// <summary>How many tasks a worker has and had. Celery: <c>celery/worker/state.py</c>.</summary>
internal sealed class WorkerCounts
{
    private int _active;
    private int _reserved;
    private long _processed;

    /// <summary>Tasks whose code runs now.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Tasks received and not ended, active ones included.</summary>
    public int Reserved => Volatile.Read(ref _reserved);

    /// <summary>Tasks whose code was begun. Celery: <c>all_total_count</c>, which monitors show as <c>processed</c>.</summary>
    public long Processed => Interlocked.Read(ref _processed);

    public void Received() => Interlocked.Increment(ref _reserved);

    public void Started()
    {
        Interlocked.Increment(ref _active);
        Interlocked.Increment(ref _processed);
    }

    public void Returned() => Interlocked.Decrement(ref _active);

    public void Ended() => Interlocked.Decrement(ref _reserved);
}
