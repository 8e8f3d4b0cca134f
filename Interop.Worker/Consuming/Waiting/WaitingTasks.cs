using Interop.Client.Brokers;
using Interop.Worker.Execution;

namespace Interop.Worker.Consuming.Waiting;

/// <summary>Tasks that wait for their time. There may be very many, for very long: nothing is kept of one but its delivery, with the
/// message packed; it is read again when it is due, and when somebody asks for it.</summary>
/// <remarks>What the broker delivers again is dropped here, or it would run twice. Celery: <c>Consumer.on_close</c> clears the timer.</remarks>
internal sealed class WaitingTasks : IAsyncDisposable
{
    private readonly MessagePacker _packer = new();
    private readonly EtaSchedule<Delivery> _schedule;
    private readonly WorkerRuntime _runtime;
    private readonly PrefetchGate _gate;
    private readonly Func<Delivery, TaskContext> _read;
    private readonly Func<TaskContext, CancellationToken, ValueTask> _onDue;
    private Delivery? _latest;

    /// <param name="runtime">The worker.</param>
    /// <param name="gate">Makes room for each of them.</param>
    /// <param name="read">Makes the task of a delivery.</param>
    /// <param name="onDue">Called for each task when its time has come, one at a time.</param>
    public WaitingTasks(
        WorkerRuntime runtime, PrefetchGate gate, Func<Delivery, TaskContext> read, Func<TaskContext, CancellationToken, ValueTask> onDue)
    {
        (_runtime, _gate, _read, _onDue) = (runtime, gate, read, onDue);
        _schedule = new EtaSchedule<Delivery>(runtime.Clock.Time, runtime.Logger, GoOnAsync);
    }

    public int Count => _schedule.Count;

    /// <summary>Queues they came from, each as often as there are tasks of it.</summary>
    public IEnumerable<string> Queues() => _schedule.Snapshot().Select(entry => entry.Item.Queue);

    /// <summary>All of them as they are now, the next one first.</summary>
    public IEnumerable<(TaskContext Task, DateTimeOffset Due)> Read() => _schedule.Snapshot()
        .Where(entry => !entry.Item.IsStale).OrderBy(entry => entry.Due).Select(entry => (_read(entry.Item), entry.Due));

    /// <summary>Keeps a task that was received.</summary>
    public void Add(TaskContext context, DateTimeOffset eta)
    {
        // When a connection is lost, all it brought is stale at once, so the latest one tells.
        if (_latest is { IsStale: true })
        {
            for (var gone = _schedule.RemoveAll(static delivery => delivery.IsStale); gone > 0; gone--)
            {
                Forget();
            }
        }

        _runtime.State.Shelved(context);
        _packer.Pack(context.Delivery, context.Name);
        _latest = context.Delivery;
        _gate.ChangeEta(1);
        _schedule.Add(context.Delivery, eta);
    }

    /// <summary>Hands out nothing more; tasks that still wait are dropped.</summary>
    public ValueTask DisposeAsync() => _schedule.DisposeAsync();

    private async ValueTask GoOnAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.IsStale)
        {
            Forget();
            return;
        }

        // The delivery stays packed: old as it is, it would make the message as old, and keep it until the next full collection.
        var context = _read(delivery);
        _runtime.State.Received(context);
        await _onDue(context, cancellationToken).ConfigureAwait(false);
        _gate.ChangeEta(-1);
    }

    private void Forget()
    {
        _runtime.Counts.Ended();
        _gate.ChangeEta(-1);
    }
}
