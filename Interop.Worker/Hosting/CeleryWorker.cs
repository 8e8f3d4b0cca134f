using Interop.Client.Brokers;
using Interop.Worker.Consuming;
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

    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(32);

    private readonly WorkerRuntime _runtime;
    private readonly ITaskPool _pool;
    private readonly WorkerConsumer _sorter;
    private readonly int _prefetch;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IBrokerConsumer? _consumer;
    private Task _run = Task.CompletedTask;
    private int _stopped;

    public CeleryWorker(WorkerRuntime runtime)
    {
        _runtime = runtime;
        var settings = runtime.Settings;
        _prefetch = settings.PrefetchMultiplier * settings.Concurrency;
        var runner = new TaskRunner(runtime);
        _pool = new AsyncPool(runtime, runner, _prefetch == 0 ? UnlimitedWaiting : _prefetch);
        Gate = new PrefetchGate(_prefetch, runtime.App.Options.WorkerEtaTaskLimit, settings.ParkLimit);
        _sorter = new WorkerConsumer(runtime, runner, _pool, Gate);
    }

    /// <summary>Completes when the worker consumes for the first time; fails when it never will.</summary>
    public Task Ready => _ready.Task;

    public WorkerCounts Counts => _runtime.Counts;

    public WorkerConsumer Sorter => _sorter;

    public PrefetchGate Gate { get; }

    /// <summary>Begins to connect and consume; does not wait for it.</summary>
    public void Start()
    {
        if (_runtime.Logger.IsEnabled(LogLevel.Information))
        {
            Log.Banner(_runtime.Logger, StartupBanner.Format(_runtime, _runtime.Logger.IsEnabled(LogLevel.Debug)));
        }

        _run = Task.Run(RunAsync);
    }

    /// <summary>Takes no more, lets running tasks end, and gives the rest back.</summary>
    /// <param name="hurry">Cancelled when running tasks are no longer waited for: everything unsettled then goes back at once.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        Log.WarmShutdown(_runtime.Logger, _runtime.Counts.Active);
        _pool.StartNoMore();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        if (_consumer is { } consumer)
        {
            await AttemptAsync(consumer.StopAsync(hurry)).ConfigureAwait(false);
        }

        await _sorter.DisposeAsync().ConfigureAwait(false);
        var ended = Task.WhenAll(_pool.StopAsync(), _sorter.WhenSettledAsync());
        if (!await EndsAsync(ended, _runtime.Settings.ShutdownTimeout, hurry).ConfigureAwait(false))
        {
            if (hurry.IsCancellationRequested)
            {
                Log.ColdShutdown(_runtime.Logger, _runtime.Counts.Active);
            }
            else
            {
                Log.ShutdownTimeOver(_runtime.Logger, _runtime.Counts.Active);
                _runtime.Abort();
                await EndsAsync(ended, Grace, hurry).ConfigureAwait(false);
            }
        }

        _runtime.Close();
        if (_consumer is not null)
        {
            await _consumer.DisposeAsync().ConfigureAwait(false);
        }

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
            _consumer = await ConnectAsync().ConfigureAwait(false);
            _runtime.Events.Start();
            Log.Ready(_runtime.Logger, _runtime.Settings.NodeName);
            _ready.TrySetResult();
            await _sorter.RunAsync(_consumer, _stopping.Token).ConfigureAwait(false);
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

    private async Task<IBrokerConsumer> ConnectAsync()
    {
        var options = new ConsumerOptions { Queues = _runtime.Settings.Queues, Prefetch = _prefetch };
        for (var wait = TimeSpan.FromSeconds(2); ; wait = wait * 2 < LongestReconnect ? wait * 2 : LongestReconnect)
        {
            try
            {
                return await _runtime.App.ReadBroker.ConsumeAsync(options, _stopping.Token).ConfigureAwait(false);
            }
            catch (BrokerException e) when (e.IsTransient)
            {
                Log.CannotConnect(_runtime.Logger, e.Broker, e.Message, wait.TotalSeconds);
                await Task.Delay(wait, _runtime.Clock.Time, _stopping.Token).ConfigureAwait(false);
            }
        }
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
