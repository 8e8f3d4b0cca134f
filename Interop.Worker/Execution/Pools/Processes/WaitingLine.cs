namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>Tasks that wait for a child, at most so many. All but the two ways to enter is guarded by the pool's lock.</summary>
internal sealed class WaitingLine(int capacity)
{
    private readonly SemaphoreSlim _room = new(capacity);
    private readonly LinkedList<TaskContext> _tasks = new();

    // Tasks that came back entered once already.
    private int _back;

    public bool IsEmpty => _tasks.Count == 0;

    public bool TryEnter() => _room.Wait(0);

    public Task EnterAsync(CancellationToken cancellationToken) => _room.WaitAsync(cancellationToken);

    public void Add(TaskContext context) => _tasks.AddLast(context);

    public void PutBack(TaskContext context)
    {
        _back++;
        _tasks.AddFirst(context);
    }

    /// <summary>The next one, or null.</summary>
    public TaskContext? First => _tasks.First?.Value;

    public void RemoveFirst()
    {
        _tasks.RemoveFirst();
        if (_back > 0)
        {
            _back--;
        }
        else
        {
            _room.Release();
        }
    }
}
