using Interop.Client.Brokers;
using Interop.Protocol.Results;
using Interop.Worker.Consuming;
using Interop.Worker.Diagnostics;

namespace Interop.Worker.Execution;

/// <summary>Takes one task from its acceptance to the settlement of its message. Celery: <c>celery/app/trace.py</c>, <c>build_tracer</c>.</summary>
/// <remarks>
/// The order is Celery's, and the delivery guarantees hang on it:
/// 1. early acknowledgement; 2. STARTED; 3. the task's code (all in an execution slot), then, outside of the slot,
/// 4. callbacks, 5. the next step of a chain, 6. the result record, 7. late acknowledgement.
/// A crash before 7 makes a late acknowledged task run again with all of it; nothing is acknowledged that is not stored.
/// </remarks>
internal sealed class TaskRunner
{
    private readonly WorkerRuntime _runtime;
    private readonly ResultRecorder _recorder;
    private readonly TaskConclusion _conclusion;
    private readonly TaskOutcomes _outcomes;
    private readonly TaskDelegate? _pipeline;

    public TaskRunner(WorkerRuntime runtime)
    {
        _runtime = runtime;
        _recorder = new ResultRecorder(runtime);
        _outcomes = new TaskOutcomes(runtime);
        _conclusion = new TaskConclusion(runtime, _recorder, _outcomes);
        _pipeline = Compose(runtime.Settings.Middleware);
    }

    public ResultRecorder Recorder => _recorder;

    /// <summary>Checkpoints 1 to 3. Never throws: how the task ended is kept in the context.</summary>
    public async ValueTask InvokeAsync(TaskContext context)
    {
        var definition = context.Definition;
        if (IsRevoked(context))
        {
            return;
        }

        if (definition.AcksLate && context.Properties.Redelivered && _runtime.App.Options.WorkerDeduplicateSuccessfulTasks
            && await StoredSuccessAsync(context).ConfigureAwait(false) is { } stored)
        {
            Log.Deduplicated(_runtime.Logger, context.DisplayName, context.Id);
            await _conclusion.ContinueFromAsync(context, stored).ConfigureAwait(false);
            return;
        }

        // 1. The acknowledgement is on its way while the code runs; FinishAsync waits for it.
        if (!definition.AcksLate)
        {
            _runtime.Lifecycle.AcknowledgedEarly(context);
        }

        context.StartedOn = _runtime.Clock.Now;
        context.WorkerPid = _runtime.ProcessId;
        _runtime.Lifecycle.Started(context);

        // 2. As above: the final record is stored after this one.
        if (definition.TrackStarted && _recorder.StoresResult(context))
        {
            context.StartedRecord = _recorder.StartedAsync(context).AsTask();
        }

        // 3.
        context.StartedAt = _runtime.Clock.Time.GetTimestamp();
        if (context.Limits is null)
        {
            _outcomes.StartLimits(context);
        }

        _runtime.App.CurrentTask = context;
        Exception? thrown = null;
        try
        {
            if (_pipeline is null)
            {
                context.Result = await definition.Invoker.InvokeAsync(context).ConfigureAwait(false);
            }
            else
            {
                await _pipeline(context).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            thrown = e;
        }

        if (context.TryEnd())
        {
            context.Ending = TaskEnding.Success;
            if (thrown is not null)
            {
                _outcomes.Classify(context, thrown);
            }

            context.EndedAt = _runtime.Clock.Time.GetTimestamp();
            _runtime.Lifecycle.Returned(context);
        }
        else
        {
            context.IsAbandoned = true;
        }

        try
        {
            await context.DisposeScopeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.ScopeDisposalFailed(_runtime.Logger, context.DisplayName, context.Id, e);
        }
    }

    /// <summary>Whether a task is not to be run: expired, revoked, or terminated before it came to run.</summary>
    public bool IsRevoked(TaskContext context)
    {
        if (!context.IsTerminated)
        {
            return _runtime.IsRevoked(context);
        }

        context.Revocation = State.Revocation.Terminated;
        context.Ending = TaskEnding.Revoked;
        return true;
    }

    /// <summary>Starts the clock of a run whose code another process runs.</summary>
    public void StartLimits(TaskContext context, Action<bool> act) => _outcomes.StartLimits(context, act);

    /// <summary>Checkpoints 4 to 6, for a process that does not hold the message. Never throws: false when the end could not be recorded.</summary>
    public async Task<bool> RecordOnlyAsync(TaskContext context)
    {
        try
        {
            await _conclusion.AttemptAsync(context, context.StartedRecord, "storing STARTED").ConfigureAwait(false);
            await _conclusion.RecordAsync(context).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            Log.InternalError(_runtime.Logger, context.DisplayName, context.Id, context.Definition.AcksLate, e);
            return false;
        }
    }

    /// <summary>Checkpoint 7 for a task whose end another process recorded, or tried to. Never throws.</summary>
    public async Task SettleOnlyAsync(TaskContext context, bool isRecorded)
    {
        try
        {
            await _conclusion.AttemptAsync(context, context.EarlyAck, "acknowledging").ConfigureAwait(false);
            if (_runtime.Closed.IsCancellationRequested && context.Definition.AcksLate)
            {
                return;
            }

            if (isRecorded)
            {
                await SettleAsync(context).ConfigureAwait(false);
                _runtime.Lifecycle.Settled(context, context.Error, Runtime(context));
            }
        }
        catch (Exception e)
        {
            Log.InternalError(_runtime.Logger, context.DisplayName, context.Id, context.Definition.AcksLate, e);
        }
        finally
        {
            _runtime.Lifecycle.Ended(context);
        }
    }

    /// <summary>Checkpoints 4 to 7. Never throws: what cannot be stored is logged, and its message stays unacknowledged.</summary>
    public async Task FinishAsync(TaskContext context)
    {
        try
        {
            await _conclusion.AttemptAsync(context, context.EarlyAck, "acknowledging").ConfigureAwait(false);
            await _conclusion.AttemptAsync(context, context.StartedRecord, "storing STARTED").ConfigureAwait(false);
            if (_runtime.Closed.IsCancellationRequested && context.Definition.AcksLate)
            {
                // The message is on its way back to its queue: whoever gets it does all of this.
                context.Ending = TaskEnding.Aborted;
            }

            await _conclusion.RecordAsync(context).ConfigureAwait(false);
            await SettleAsync(context).ConfigureAwait(false);
            _runtime.Lifecycle.Settled(context, context.Error, Runtime(context));
        }
        catch (OperationCanceledException) when (_runtime.Closed.IsCancellationRequested)
        {
            Log.LeftUnfinished(_runtime.Logger, context.DisplayName, context.Id, context.Definition.AcksLate);
        }
        catch (Exception e)
        {
            Log.InternalError(_runtime.Logger, context.DisplayName, context.Id, context.Definition.AcksLate, e);
        }
        finally
        {
            _runtime.Lifecycle.Ended(context);
        }
    }

    /// <summary>The success that an earlier run of a message that came again left. What cannot be read is not taken for one.</summary>
    private async ValueTask<ResultMeta?> StoredSuccessAsync(TaskContext context)
    {
        try
        {
            return _runtime.App.Backend.IsEnabled
                && await _runtime.App.Backend.GetAsync(context.Id, _runtime.Closed).ConfigureAwait(false) is { } meta
                && meta.Status == TaskState.Success ? meta : null;
        }
        catch (Exception e)
        {
            Log.StepFailed(_runtime.Logger, "looking for an earlier result", context.DisplayName, context.Id, e);
            return null;
        }
    }

    private async ValueTask SettleAsync(TaskContext context)
    {
        // 7.
        var settlement = AckPolicy.AfterTask(
            context.Ending, context.Definition.AcksLate, context.Definition.AcksOnFailureOrTimeout,
            context.Exception is TaskRejectException { Requeue: true }, context.Definition.RejectOnWorkerLost, _runtime.App.Options.Release);
        switch (settlement)
        {
            case Settlement.Ack:
                await context.Delivery.AckAsync(CancellationToken.None).ConfigureAwait(false);
                context.IsAcknowledged = true;
                break;
            case { } rejected:
                await context.Delivery.RejectAsync(rejected == Settlement.Requeue, CancellationToken.None).ConfigureAwait(false);
                break;
        }
    }

    private TimeSpan Runtime(TaskContext context) => TaskConclusion.Runtime(_runtime, context);

    private static TaskDelegate? Compose(IReadOnlyList<Func<TaskContext, TaskDelegate, Task>> middleware)
    {
        if (middleware.Count == 0)
        {
            return null;
        }

        TaskDelegate next = static async context =>
            context.Result = await context.Definition.Invoker.InvokeAsync(context).ConfigureAwait(false);
        foreach (var layer in middleware.Reverse())
        {
            var inner = next;
            next = context => layer(context, inner);
        }

        return next;
    }
}
