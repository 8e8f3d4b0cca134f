using Interop.Worker.Diagnostics;
using Interop.Worker.Execution.Pools;

namespace Interop.Worker.Execution;

/// <summary>Ends late acknowledged tasks whose message the broker delivers again because it lost our connection.</summary>
/// <remarks>Celery: <c>worker_cancel_long_running_tasks_on_connection_loss</c>, <c>Consumer.on_connection_error_after_connected</c>. On Redis a
/// lost connection gives nothing back, so nothing is ended.</remarks>
internal sealed class StaleTaskWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly WorkerRuntime _runtime;
    private readonly ITaskPool _pool;
    private readonly ITimer _timer;

    public StaleTaskWatch(WorkerRuntime runtime, ITaskPool pool)
    {
        _runtime = runtime;
        _pool = pool;
        _timer = runtime.Clock.Time.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        foreach (var context in _runtime.State.Active)
        {
            if (context is { IsCancelled: false, Definition.AcksLate: true, Delivery.IsStale: true })
            {
                Log.Cancelled(_runtime.Logger, context.DisplayName, context.Id);
                _pool.Cancel(context);
            }
        }
    }
}
