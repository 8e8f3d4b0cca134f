using System.Collections.Concurrent;
using Interop.Worker.Execution;
using Interop.Worker.Execution.Pools;
using Interop.Worker.Registration;

namespace Interop.Worker.Consuming;

/// <summary>Holds tasks back whose kind comes too often; other tasks pass them. What is held stays unacknowledged.</summary>
/// <remarks>Celery: <c>task_buckets</c>, <c>_limit_task</c> and <c>_schedule_bucket_request</c> in
/// <c>celery/worker/consumer/consumer.py</c>.</remarks>
internal sealed class RateLimiter(WorkerRuntime runtime, ITaskPool pool) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TaskDefinition, TokenBucket> _buckets = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly bool _enabled = !runtime.App.Options.WorkerDisableRateLimits;
    private int _disposed;

    /// <summary>Tasks that are held.</summary>
    public int Count => _buckets.Values.Sum(bucket => bucket.Count);

    /// <summary>Keeps a task until its turn, and then hands it to the pool; false when its kind has no limit, and it is not kept.</summary>
    public bool Holds(TaskContext context)
    {
        var definition = context.Definition;
        if (!_enabled || definition.Limits.Rate is not { PerSecond: > 0 })
        {
            // A limit was lifted: what is still held goes first, in its order.
            if (!_buckets.TryGetValue(definition, out var bucket) || bucket.Count == 0)
            {
                return false;
            }
        }

        _buckets.GetOrAdd(definition, kind => new TokenBucket(kind, runtime, pool, _stop.Token)).Add(context);
        return true;
    }

    /// <summary>Lets a changed limit count at once.</summary>
    public void Changed(TaskDefinition definition)
    {
        if (_buckets.TryGetValue(definition, out var bucket))
        {
            bucket.Changed();
        }
    }

    /// <summary>Hands out nothing more; tasks that are held are dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var bucket in _buckets.Values)
        {
            await bucket.WhenIdleAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
    }
}
