using System.Threading.Channels;
using Interop.Worker.Diagnostics;
using Interop.Worker.State;

namespace Interop.Worker.Execution.Pools;

/// <summary>Execution slots. A slot is held while task code runs, awaits included; storing and settling go on outside of it.</summary>
/// <remarks>Each slot is a loop on the thread pool, whose minimum is raised by the number of slots, so that synchronous tasks which fill
/// all of them delay neither each other nor the connections. Work that follows tasks is bounded: beyond <see cref="FinishingLimit"/>
/// a slot waits for its own. Code that does not end when it is told to is abandoned: its task is recorded and its slot replaced, up to
/// <see cref="AbandonedLimit"/> times at once; beyond that the slot stays taken until the code ends.</remarks>
internal sealed class AsyncPool : ITaskPool
{
    /// <summary>Tasks whose code has returned and whose record or acknowledgement is still on its way.</summary>
    internal const int FinishingLimit = 2048;

    private readonly Lock _lock = new();
    private readonly WorkerRuntime _runtime;
    private readonly TaskRunner _runner;
    private readonly Channel<TaskContext?> _waiting;
    private readonly TaskTracker _slots = new();
    private readonly TaskTracker _finishing = new();
    private readonly Action<TaskContext> _abandon;
    private volatile bool _stopping;
    private int _concurrency;
    private int _surplus;
    private int _abandoned;

    /// <param name="runtime">The worker.</param>
    /// <param name="runner">Runs the tasks.</param>
    /// <param name="capacity">Tasks that may wait for a slot before <see cref="SubmitAsync"/> waits.</param>
    public AsyncPool(WorkerRuntime runtime, TaskRunner runner, int capacity)
    {
        _runtime = runtime;
        _runner = runner;
        _abandon = Abandon;
        _waiting = Channel.CreateBounded<TaskContext?>(new BoundedChannelOptions(capacity) { SingleReader = false, SingleWriter = false });
        Grow(runtime.Settings.InitialConcurrency);
    }

    public string Implementation => "Interop.Worker.Execution.Pools:AsyncPool";

    /// <summary>Number of execution slots.</summary>
    public int Concurrency => Volatile.Read(ref _concurrency);

    /// <summary>Tasks whose code still runs although their end is recorded.</summary>
    public int Abandoned => Volatile.Read(ref _abandoned);

    /// <summary>Most of them whose slots are replaced.</summary>
    public int AbandonedLimit => Math.Max(16, 4 * Concurrency);

    public IReadOnlyList<int> ProcessIds => [_runtime.ProcessId];

    public void Grow(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_lock)
        {
            _concurrency += count;
            RaiseThreadMinimum();
            // Slots that were to go stay instead.
            var kept = Math.Min(count, _surplus);
            _surplus -= kept;
            for (var i = kept; i < count; i++)
            {
                StartSlot();
            }
        }
    }

    public void Shrink(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_lock)
        {
            count = Math.Min(count, _concurrency - 1);
            _concurrency -= count;
            _surplus += count;
        }

        // Idle slots wake up and go; busy ones look when they are done.
        for (var i = 0; i < count && _waiting.Writer.TryWrite(null); i++)
        {
        }
    }

    public bool Terminate(TaskContext context, int signal)
    {
        context.Signal = signal;
        context.IsTerminated = true;
        if (!_runtime.State.IsActive(context))
        {
            return false;
        }

        context.CancelCode(_runtime.Clock.Time, TaskOutcomes.Patience);
        return true;
    }

    public bool Cancel(TaskContext context)
    {
        context.IsCancelled = true;
        context.CancelCode(_runtime.Clock.Time, TaskOutcomes.Patience);
        return true;
    }

    public void Restart()
    {
        // There are no processes but this one.
    }

    public ValueTask SubmitAsync(TaskContext context, CancellationToken cancellationToken) =>
        _waiting.Writer.TryWrite(context) ? default : _waiting.Writer.WriteAsync(context, cancellationToken);

    public void StartNoMore() => _stopping = true;

    public async Task StopAsync()
    {
        _stopping = true;
        _waiting.Writer.TryComplete();
        await _slots.WhenIdleAsync().ConfigureAwait(false);
        await _finishing.WhenIdleAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _stopping = true;
        _waiting.Writer.TryComplete();
        return default;
    }

    private void StartSlot()
    {
        var slot = new AsyncSlot();
        _slots.Track(slot.Over);
        _ = Task.Run(() => RunSlotAsync(slot));
    }

    private async Task RunSlotAsync(AsyncSlot slot)
    {
        try
        {
            while (!_stopping && !slot.IsGivenUp && !IsSurplus())
            {
                if (!_waiting.Reader.TryRead(out var context))
                {
                    context = await _waiting.Reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                    if (_stopping)
                    {
                        return;
                    }
                }

                if (context is not null)
                {
                    await RunAsync(context, slot).ConfigureAwait(false);
                }
            }
        }
        catch (ChannelClosedException)
        {
            // The pool stops.
        }
        catch (Exception e)
        {
            Log.SlotFailed(_runtime.Logger, e);
        }
        finally
        {
            slot.End();
        }
    }

    private async ValueTask RunAsync(TaskContext context, AsyncSlot slot)
    {
        context.Slot = slot;
        context.Overdue = _abandon;
        await _runner.InvokeAsync(context).ConfigureAwait(false);
        if (context.IsAbandoned)
        {
            Interlocked.Decrement(ref _abandoned);
            Log.AbandonedEnded(_runtime.Logger, context.DisplayName, context.Id, Abandoned);
            return;
        }

        var finish = _runner.FinishAsync(context);
        if (!finish.IsCompleted && _finishing.Track(finish) > FinishingLimit)
        {
            await finish.ConfigureAwait(false);
        }
    }

    /// <summary>Ends a task whose code goes on.</summary>
    private void Abandon(TaskContext context)
    {
        if (!context.TryEnd())
        {
            return;
        }

        context.EndedAt = _runtime.Clock.Time.GetTimestamp();
        (context.Ending, context.Revocation) = context switch
        {
            { IsCancelled: true } => (TaskEnding.Aborted, default),
            { IsTerminated: true } => (TaskEnding.Revoked, Revocation.Terminated),
            _ => (TaskEnding.TimeLimit, default),
        };
        _runtime.Lifecycle.Returned(context);
        var abandoned = Interlocked.Increment(ref _abandoned);
        if (abandoned <= AbandonedLimit)
        {
            lock (_lock)
            {
                context.Slot!.GiveUp();
                StartSlot();
                RaiseThreadMinimum();
            }

            Log.Abandoned(_runtime.Logger, context.DisplayName, context.Id, abandoned);
        }
        else
        {
            Log.AbandonedTooMany(_runtime.Logger, context.DisplayName, context.Id, abandoned, AbandonedLimit);
        }

        _finishing.Track(_runner.FinishAsync(context));
    }

    private bool IsSurplus()
    {
        if (Volatile.Read(ref _surplus) == 0)
        {
            return false;
        }

        lock (_lock)
        {
            if (_surplus == 0)
            {
                return false;
            }

            _surplus--;
            return true;
        }
    }

    private void RaiseThreadMinimum()
    {
        if (_runtime.Registry.All.Any(task => task.Invoker.IsSynchronous))
        {
            ThreadPool.GetMinThreads(out var workers, out var ports);
            ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + Concurrency + Abandoned), ports);
        }
    }
}
