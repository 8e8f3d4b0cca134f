using System.Collections.Concurrent;
using Interop.Worker.Execution;

namespace Interop.Worker.State;

/// <summary>What a worker has in hand. Celery: <c>celery/worker/state.py</c>.</summary>
internal sealed class WorkerState(TimeProvider time)
{
    private readonly ConcurrentDictionary<TaskContext, byte> _reserved = new();
    private readonly ConcurrentDictionary<TaskContext, byte> _active = new();
    private readonly ConcurrentDictionary<string, long> _totals = new(StringComparer.Ordinal);

    /// <summary>Tasks received and not ended, those that run included, those that wait for their time not: the consumer has them.
    /// Celery: <c>reserved_requests</c>.</summary>
    public IEnumerable<TaskContext> Reserved => _reserved.Keys;

    /// <summary>Tasks whose code runs now. Celery: <c>active_requests</c>.</summary>
    public IEnumerable<TaskContext> Active => _active.Keys;

    /// <summary>Tasks whose code was begun, by name. Celery: <c>total_count</c>.</summary>
    public IReadOnlyDictionary<string, long> Totals => _totals;

    /// <summary>Tasks that are not to be run.</summary>
    public RevokedTasks Revoked { get; } = new(time);

    /// <summary>Stamps whose tasks are not to be run.</summary>
    public RevokedStamps RevokedStamps { get; } = new();

    public bool IsActive(TaskContext context) => _active.ContainsKey(context);

    public void Received(TaskContext context) => _reserved.TryAdd(context, 0);

    /// <summary>The task is to wait for its time, and is received again then.</summary>
    public void Shelved(TaskContext context) => _reserved.TryRemove(context, out _);

    public void Started(TaskContext context)
    {
        _active.TryAdd(context, 0);
        _totals.AddOrUpdate(context.Name, 1, static (_, count) => count + 1);
    }

    /// <summary>The task's code has ended.</summary>
    public void Returned(TaskContext context) => _active.TryRemove(context, out _);

    /// <summary>The task is settled.</summary>
    public void Ended(TaskContext context)
    {
        _active.TryRemove(context, out _);
        _reserved.TryRemove(context, out _);
    }
}
