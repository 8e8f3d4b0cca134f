namespace Interop.Worker.Execution.Pools;

/// <summary>Counts work that nobody awaits one by one, so that an end can wait for all of it.</summary>
internal sealed class TaskTracker
{
    private readonly Lock _lock = new();
    private readonly Action _ended;
    private TaskCompletionSource? _idle;
    private int _count;

    public TaskTracker() => _ended = Ended;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts a task until it completes. The task must not fail.</summary>
    /// <returns>How many are counted now.</returns>
    public int Track(Task work)
    {
        var count = Interlocked.Increment(ref _count);
        work.GetAwaiter().UnsafeOnCompleted(_ended);
        return count;
    }

    /// <summary>Completes when nothing is counted any more.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            if (Count == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private void Ended()
    {
        if (Interlocked.Decrement(ref _count) != 0)
        {
            return;
        }

        lock (_lock)
        {
            if (Count == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }
}
