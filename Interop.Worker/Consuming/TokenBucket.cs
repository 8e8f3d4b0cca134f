using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;
using Interop.Worker.Execution.Pools;
using Interop.Worker.Registration;

namespace Interop.Worker.Consuming;

/// <summary>The tasks of one kind that wait for their turn, and the token that lets the next one go: there is one at most, so that runs
/// are spread evenly. Celery: <c>kombu.utils.limits.TokenBucket</c> with capacity 1.</summary>
internal sealed class TokenBucket(TaskDefinition definition, WorkerRuntime runtime, ITaskPool pool, CancellationToken stop)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskContext> _waiting = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;
    private bool _isRunning;
    private double _tokens = 1;
    private long _filledAt = runtime.Clock.Time.GetTimestamp();

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    public void Add(TaskContext context)
    {
        lock (_lock)
        {
            _waiting.Enqueue(context);
            runtime.Gate.ChangeHeld(1);
            if (!_isRunning && !stop.IsCancellationRequested)
            {
                _isRunning = true;
                _loop = Task.Run(RunAsync, CancellationToken.None);
            }
        }
    }

    public void Changed()
    {
        lock (_lock)
        {
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            return _loop;
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (Next(out var context, out var wait, out var changed))
            {
                if (context is not null)
                {
                    await pool.SubmitAsync(context, stop).ConfigureAwait(false);
                }
                else
                {
                    await WaitAsync(wait, changed).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The worker stops: what waits goes back to its queue.
        }
        catch (Exception e)
        {
            Log.ScheduleFailed(runtime.Logger, e);
            lock (_lock)
            {
                _isRunning = false;
            }
        }
    }

    /// <summary>The task whose turn it is, or null and how long nobody's is; false when none waits.</summary>
    private bool Next(out TaskContext? context, out TimeSpan wait, out Task changed)
    {
        lock (_lock)
        {
            (context, wait, changed) = (null, TimeSpan.Zero, _changed.Task);
            if (_waiting.Count == 0)
            {
                _isRunning = false;
                return false;
            }

            // A task that is not run takes no turn.
            if (definition.Limits.Rate is not { PerSecond: > 0 and var rate } || runtime.IsRevoked(_waiting.Peek()))
            {
                context = Take();
                return true;
            }

            var now = runtime.Clock.Time.GetTimestamp();
            _tokens = Math.Min(1, _tokens + runtime.Clock.Time.GetElapsedTime(_filledAt, now).TotalSeconds * rate);
            _filledAt = now;

            // Sums of parts fall short of one by rounding.
            if (_tokens > 1 - 1e-9)
            {
                _tokens = 0;
                context = Take();
                return true;
            }

            wait = TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling((1 - _tokens) / rate * 1000), TimeSpan.FromDays(10).TotalMilliseconds));
            return true;
        }
    }

    private TaskContext Take()
    {
        runtime.Gate.ChangeHeld(-1);
        return _waiting.Dequeue();
    }

    private async Task WaitAsync(TimeSpan wait, Task changed)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(Task.Delay(wait, runtime.Clock.Time, either.Token), changed).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }
}
