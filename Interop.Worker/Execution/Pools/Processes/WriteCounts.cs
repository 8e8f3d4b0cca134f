namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>How many tasks were handed to each place of a pool, in the order in which they got their first. Thread safe.</summary>
/// <remarks>Celery: <c>AsynPool.write_stats</c> in <c>celery/concurrency/asynpool.py</c>.</remarks>
internal sealed class WriteCounts
{
    private readonly Lock _lock = new();
    private readonly List<(int Slot, long Count)> _counts = [];

    public void Add(int slot)
    {
        lock (_lock)
        {
            var index = _counts.FindIndex(entry => entry.Slot == slot);
            if (index < 0)
            {
                _counts.Add((slot, 1));
            }
            else
            {
                _counts[index] = (slot, _counts[index].Count + 1);
            }
        }
    }

    public IReadOnlyList<long> Snapshot()
    {
        lock (_lock)
        {
            return [.. _counts.Select(entry => entry.Count)];
        }
    }
}
