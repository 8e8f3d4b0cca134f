using Interop.Protocol.Results;
using Interop.Worker.Consuming;
using Interop.Worker.Events;
using Interop.Worker.Execution;

namespace Interop.Worker.State;

/// <summary>The moments in the life of a task that the fleet hears of, in their order. Called on the hot path: never blocks, never throws.</summary>
/// <remarks>Celery: the <c>send_event</c> calls of <c>celery/worker/request.py</c>, <c>strategy.py</c> and <c>consumer.py</c>.</remarks>
internal sealed class TaskLifecycle(WorkerState state, WorkerCounts counts, WorkerEvents events, PrefetchGate gate)
{
    /// <summary>A message was read as a task that is to be run, now or at its time.</summary>
    public void Received(TaskContext context)
    {
        counts.Received();
        state.Received(context);
        events.Received(context);
    }

    /// <summary>A message was read as a task that is not to be run: it expired or was revoked.</summary>
    public void Discarded(TaskContext context)
    {
        counts.Received();
        state.Received(context);
    }

    /// <summary>Its code is about to run and will not be delivered again: its message is acknowledged, without waiting for it.</summary>
    public void AcknowledgedEarly(TaskContext context)
    {
        gate.ChangeAcknowledged(1);
        context.EarlyAck = context.Delivery.AckAsync(CancellationToken.None).AsTask();
        context.IsAcknowledgedEarly = context.IsAcknowledged = true;
    }

    /// <summary>Its code is about to run; an early acknowledgement is on its way.</summary>
    public void Started(TaskContext context)
    {
        counts.Started();
        state.Started(context);
        events.Started(context);
    }

    /// <summary>Its code has run, or was found not to be worth running.</summary>
    public void Returned(TaskContext context)
    {
        counts.Returned();
        state.Returned(context);
    }

    /// <summary>Recorded and settled; <see cref="TaskContext.Ending"/> tells how it ended.</summary>
    /// <param name="context">The task.</param>
    /// <param name="error">What was stored of its exception, if it failed or is to run again.</param>
    /// <param name="runtime">How long its code ran.</param>
    public void Settled(TaskContext context, RemoteError? error, TimeSpan runtime) => events.Settled(context, error, runtime);

    /// <summary>A message names a task that nobody registered here; its failure is stored.</summary>
    public void Unregistered(string taskId, string taskName) => events.Unregistered(taskId, taskName);

    /// <summary>The worker has done with it, settled or not.</summary>
    public void Ended(TaskContext context)
    {
        counts.Ended();
        state.Ended(context);
        if (context.IsAcknowledgedEarly)
        {
            gate.ChangeAcknowledged(-1);
        }
    }
}
