namespace Interop.Worker.Execution.Pools;

/// <summary>One task at a time, in line: whoever submits a task waits until it is settled, so that meanwhile nothing more is taken.</summary>
/// <remarks>Celery: <c>celery/concurrency/solo.py</c>. A hard time limit cancels the token and waits for the code, since there is no other
/// slot that could go on.</remarks>
internal sealed class SoloPool(WorkerRuntime runtime, TaskRunner runner) : ITaskPool
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TaskTracker _running = new();
    private volatile bool _stopping;

    public string Implementation => "Interop.Worker.Execution.Pools:SoloPool";

    public int Concurrency => 1;

    public IReadOnlyList<int> ProcessIds => [runtime.ProcessId];

    /// <exception cref="NotSupportedException">Always.</exception>
    public void Grow(int count) => throw new NotSupportedException("The solo pool has one slot. Use the pool 'async' or 'processes'.");

    /// <exception cref="NotSupportedException">Always.</exception>
    public void Shrink(int count) => throw new NotSupportedException("The solo pool has one slot. Use the pool 'async' or 'processes'.");

    public bool Terminate(TaskContext context, int signal)
    {
        context.Signal = signal;
        context.IsTerminated = true;
        context.CancelCode();
        return runtime.State.IsActive(context);
    }

    public bool Cancel(TaskContext context)
    {
        context.IsCancelled = true;
        context.CancelCode();
        return true;
    }

    public void Restart()
    {
        // There are no processes but this one.
    }

    public async ValueTask SubmitAsync(TaskContext context, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_stopping)
            {
                var run = Task.Run(() => RunAsync(context), CancellationToken.None);
                _running.Track(run);
                await run.ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void StartNoMore() => _stopping = true;

    public Task StopAsync()
    {
        _stopping = true;
        return _running.WhenIdleAsync();
    }

    public ValueTask DisposeAsync()
    {
        _stopping = true;
        return default;
    }

    private async Task RunAsync(TaskContext context)
    {
        await runner.InvokeAsync(context).ConfigureAwait(false);
        await runner.FinishAsync(context).ConfigureAwait(false);
    }
}
