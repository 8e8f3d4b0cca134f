using Interop.Client.Brokers;
using Interop.Worker.Consuming;
using Interop.Worker.Control;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;
using Interop.Worker.Execution.Pools;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Hosting;

/// <summary>One running worker: connects, consumes, and ends warm or cold. Celery: <c>celery/worker/worker.py</c>, <c>WorkController</c>.</summary>
internal sealed class CeleryWorker : IAsyncDisposable
{
    /// <summary>Deliveries that may wait for a slot when the prefetch has no limit.</summary>
    private const int UnlimitedWaiting = 4096;

    /// <summary>How long tasks that were asked to end may take to do so and to be recorded.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);


    private readonly WorkerRuntime _runtime;
    private readonly ITaskPool _pool;
    private readonly WorkerConsumer _sorter;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskQueues _queues;
    private readonly WorkerControl _control;
    private readonly StaleTaskWatch? _stale;
    private Task _run = Task.CompletedTask;
    private int _stopped;

    public CeleryWorker(WorkerRuntime runtime)
    {
        _runtime = runtime;
        var settings = runtime.Settings;
        var prefetch = settings.PrefetchMultiplier * settings.Concurrency;
        var runner = new TaskRunner(runtime);
        _pool = TaskPools.Create(runtime, runner, prefetch == 0 ? UnlimitedWaiting : prefetch);
        _sorter = new WorkerConsumer(runtime, runner, _pool, Gate);
        _queues = new TaskQueues(runtime, _sorter, Gate);
        _control = new WorkerControl(runtime, _pool, _sorter, Gate, _queues);
        _stale = runtime.App.Options.WorkerCancelLongRunningTasksOnConnectionLoss ? new StaleTaskWatch(runtime, _pool) : null;
    }

    /// <summary>Completes when the worker consumes for the first time; fails when it never will.</summary>
    public Task Ready => _ready.Task;

    public WorkerCounts Counts => _runtime.Counts;

    public WorkerConsumer Sorter => _sorter;

    public WorkerControl Control => _control;

    public PrefetchGate Gate => _runtime.Gate;

    public ITaskPool Pool => _pool;

    /// <summary>Null unless the pool scales by itself. Celery: <c>WorkController.autoscaler</c>.</summary>
    public Autoscaler? Autoscaler { get; private set; }

    /// <summary>Begins to connect and consume; does not wait for it.</summary>
    public void Start()
    {
        if (_runtime.Logger.IsEnabled(LogLevel.Information))
        {
            Log.Banner(_runtime.Logger, StartupBanner.Format(_runtime, _runtime.Logger.IsEnabled(LogLevel.Debug)));
        }

        if (_runtime.Settings.CannotDisablePrefetch)
        {
            Log.PrefetchNotDisabled(_runtime.Logger, _runtime.App.ReadBroker.DisplayUrl);
        }

        _sorter.CheckLimits();
        _run = Task.Run(RunAsync);
    }

    /// <summary>Takes no more, lets running tasks end, and gives the rest back.</summary>
    /// <param name="hurry">Cancelled when running tasks are no longer waited for: everything unsettled then goes back at once.</param>
    /// <param name="cold">As <paramref name="hurry"/>, but waits for <c>worker_soft_shutdown_timeout</c> first.</param>
    public async Task StopAsync(CancellationToken hurry, CancellationToken cold = default)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        Autoscaler?.Dispose();
        _stale?.Dispose();
        Log.WarmShutdown(_runtime.Logger, _runtime.Counts.Active);
        _pool.StartNoMore();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        await AttemptAsync(_queues.StopAsync(hurry)).ConfigureAwait(false);

        await _sorter.DisposeAsync().ConfigureAwait(false);
        var ended = Task.WhenAll(_pool.StopAsync(), _sorter.WhenSettledAsync());
        if (!await EndsInTimeAsync(ended, hurry, cold).ConfigureAwait(false))
        {
            if (hurry.IsCancellationRequested || cold.IsCancellationRequested)
            {
                Log.ColdShutdown(_runtime.Logger, _runtime.Counts.Active);
                await _pool.KillAsync().ConfigureAwait(false);
            }
            else
            {
                Log.ShutdownTimeOver(_runtime.Logger, _runtime.Counts.Active);
                _runtime.Abort();
                if (!await EndsAsync(ended, Grace, hurry).ConfigureAwait(false))
                {
                    await _pool.KillAsync().ConfigureAwait(false);
                }
            }
        }

        _runtime.Close();
        await Task.WhenAll(_control.DisposeAsync().AsTask(), _queues.DisposeAsync().AsTask()).ConfigureAwait(false);

        await _pool.DisposeAsync().ConfigureAwait(false);
        // Last, so that the ends of tasks are told before the worker's own.
        await _runtime.Events.StopAsync().ConfigureAwait(false);
        Log.Stopped(_runtime.Logger, _runtime.Settings.NodeName, _runtime.Counts.Processed);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await StopAsync(now.Token).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await _pool.StartAsync(_stopping.Token).ConfigureAwait(false);
            if (_runtime.Settings.Autoscale is { } limits)
            {
                var most = limits.Max;
                Autoscaler = new Autoscaler(
                    _pool, limits, () => Counts.Reserved - _sorter.Waiting.Count,
                    difference => Gate.SetSlots(most += difference),
                    _runtime.Clock.Time, _runtime.Logger);
                _control.Panel.Autoscaler = Autoscaler;
                _sorter.OnTask = Autoscaler.MaybeScale;
            }

            await _control.StartAsync(_stopping.Token).ConfigureAwait(false);
            await BrokerPatience.ReachAsync(_runtime, () => _queues.ConnectAsync(_stopping.Token), _stopping.Token).ConfigureAwait(false);
            _runtime.Events.Start();
            Log.Ready(_runtime.Logger, _runtime.Settings.NodeName);
            _ready.TrySetResult();
            await _queues.RunAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _ready.TrySetCanceled();
        }
        catch (Exception e)
        {
            Log.WorkerFailed(_runtime.Logger, e);
            _ready.TrySetException(e);
            Failed?.Invoke();
        }
    }

    /// <summary>Called when the worker cannot go on, e.g. because the broker refuses a queue.</summary>
    public Action? Failed { get; set; }

    /// <summary>The warm part of the shutdown, and the soft one that a cold shutdown may begin with.</summary>
    private async Task<bool> EndsInTimeAsync(Task ended, CancellationToken hurry, CancellationToken cold)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hurry, cold);
        if (await EndsAsync(ended, _runtime.Settings.ShutdownTimeout, either.Token).ConfigureAwait(false))
        {
            return true;
        }

        var soft = _runtime.App.Options.WorkerSoftShutdownTimeout;
        if (!cold.IsCancellationRequested || hurry.IsCancellationRequested || soft <= TimeSpan.Zero || _runtime.Counts.Active == 0)
        {
            return false;
        }

        Log.SoftShutdown(_runtime.Logger, soft.TotalSeconds);
        return await EndsAsync(ended, soft, hurry).ConfigureAwait(false);
    }

    private async Task<bool> EndsAsync(Task work, TimeSpan within, CancellationToken hurry)
    {
        try
        {
            await work.WaitAsync(within, _runtime.Clock.Time, hurry).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return work.IsCompleted;
        }
    }

    private async Task AttemptAsync(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nothing hangs on it: disposing the consumer gives everything back.
            Log.StopConsumingFailed(_runtime.Logger, e);
        }
    }
}
