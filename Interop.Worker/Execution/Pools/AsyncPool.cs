using System.Threading.Channels;
using Interop.Worker.Diagnostics;

namespace Interop.Worker.Execution.Pools;

/// <summary>Execution slots. A slot is held while task code runs, awaits included; storing and settling go on outside of it.</summary>
/// <remarks>Each slot is a loop on the thread pool, whose minimum is raised by the number of slots, so that synchronous tasks which fill
/// all of them delay neither each other nor the connections. Work that follows tasks is bounded: beyond <see cref="FinishingLimit"/>
/// a slot waits for its own.</remarks>
internal sealed class AsyncPool : ITaskPool
{
    /// <summary>Tasks whose code has returned and whose record or acknowledgement is still on its way.</summary>
    internal const int FinishingLimit = 2048;

    private readonly WorkerRuntime _runtime;
    private readonly TaskRunner _runner;
    private readonly Channel<TaskContext> _waiting;
    private readonly Task[] _slots;
    private readonly TaskTracker _finishing = new();
    private volatile bool _stopping;

    /// <param name="runtime">The worker.</param>
    /// <param name="runner">Runs the tasks.</param>
    /// <param name="capacity">Tasks that may wait for a slot before <see cref="SubmitAsync"/> waits.</param>
    public AsyncPool(WorkerRuntime runtime, TaskRunner runner, int capacity)
    {
        _runtime = runtime;
        _runner = runner;
        _waiting = Channel.CreateBounded<TaskContext>(new BoundedChannelOptions(capacity) { SingleReader = false, SingleWriter = false });
        _slots = new Task[runtime.Settings.Concurrency];
        RaiseThreadMinimum();
        for (var i = 0; i < _slots.Length; i++)
        {
            _slots[i] = Task.Run(RunSlotAsync);
        }
    }

    public string Implementation => "Interop.Worker.Execution.Pools:AsyncPool";

    /// <summary>Number of execution slots.</summary>
    public int Concurrency => _slots.Length;

    public IReadOnlyList<int> ProcessIds => [_runtime.ProcessId];

    public void Grow(int count) => throw new NotSupportedException($"Growing by {count} is not supported yet.");

    public void Shrink(int count) => throw new NotSupportedException($"Shrinking by {count} is not supported yet.");

    public bool Terminate(TaskContext context, int signal) => false;

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
        await Task.WhenAll(_slots).ConfigureAwait(false);
        await _finishing.WhenIdleAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _stopping = true;
        _waiting.Writer.TryComplete();
        return default;
    }

    private async Task RunSlotAsync()
    {
        try
        {
            while (!_stopping)
            {
                if (!_waiting.Reader.TryRead(out var context))
                {
                    context = await _waiting.Reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                    if (_stopping)
                    {
                        return;
                    }
                }

                await _runner.InvokeAsync(context).ConfigureAwait(false);
                var finish = _runner.FinishAsync(context);
                if (!finish.IsCompleted && _finishing.Track(finish) > FinishingLimit)
                {
                    await finish.ConfigureAwait(false);
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
            throw;
        }
    }

    private void RaiseThreadMinimum()
    {
        if (_runtime.Registry.All.Any(task => task.Invoker.IsSynchronous))
        {
            ThreadPool.GetMinThreads(out var workers, out var ports);
            ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + Concurrency), ports);
        }
    }
}
