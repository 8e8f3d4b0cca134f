using Interop.Client.Backends;
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
    private readonly Continuation _continuation;
    private readonly TaskOutcomes _outcomes;
    private readonly TaskDelegate? _pipeline;

    public TaskRunner(WorkerRuntime runtime)
    {
        _runtime = runtime;
        _recorder = new ResultRecorder(runtime);
        _continuation = new Continuation(runtime);
        _outcomes = new TaskOutcomes(runtime);
        _pipeline = Compose(runtime.Settings.Middleware);
    }

    public ResultRecorder Recorder => _recorder;

    /// <summary>Checkpoints 1 to 3. Never throws: how the task ended is kept in the context.</summary>
    public async ValueTask InvokeAsync(TaskContext context)
    {
        var definition = context.Definition;
        if (_runtime.IsRevoked(context))
        {
            return;
        }

        // 1. The acknowledgement is on its way while the code runs; FinishAsync waits for it.
        if (!definition.AcksLate)
        {
            context.EarlyAck = context.Delivery.AckAsync(CancellationToken.None).AsTask();
            context.IsAcknowledged = true;
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
        _outcomes.StartLimits(context);
        _runtime.App.CurrentTask = context;
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

            context.Ending = TaskEnding.Success;
        }
        catch (Exception e)
        {
            _outcomes.Classify(context, e);
        }

        context.EndedAt = _runtime.Clock.Time.GetTimestamp();
        _runtime.Lifecycle.Returned(context);
        try
        {
            await context.DisposeScopeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.ScopeDisposalFailed(_runtime.Logger, context.DisplayName, context.Id, e);
        }
    }

    /// <summary>Checkpoints 4 to 7. Never throws: what cannot be stored is logged, and its message stays unacknowledged.</summary>
    public async Task FinishAsync(TaskContext context)
    {
        try
        {
            await AttemptAsync(context, context.EarlyAck, "acknowledging").ConfigureAwait(false);
            await AttemptAsync(context, context.StartedRecord, "storing STARTED").ConfigureAwait(false);
            if (_runtime.Closed.IsCancellationRequested && context.Definition.AcksLate)
            {
                // The message is on its way back to its queue: whoever gets it does all of this.
                context.Ending = TaskEnding.Aborted;
            }

            await RecordAsync(context).ConfigureAwait(false);
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

    private async ValueTask RecordAsync(TaskContext context)
    {
        switch (context.Ending)
        {
            case TaskEnding.Success:
                await SucceededAsync(context).ConfigureAwait(false);
                break;
            case TaskEnding.Failure or TaskEnding.TimeLimit:
                await FailedAsync(context, _outcomes.ErrorOf(context)).ConfigureAwait(false);
                break;
            case TaskEnding.Retry:
                await RetriedAsync(context, (TaskRetryException)context.Exception!).ConfigureAwait(false);
                break;
            case TaskEnding.Revoked:
                Log.Discarding(_runtime.Logger, context.DisplayName, context.Id);
                await _recorder.RevokedAsync(context).ConfigureAwait(false);
                break;
            case TaskEnding.Ignore:
                Log.Ignored(_runtime.Logger, context.DisplayName, context.Id);
                break;
            case TaskEnding.Reject:
                Log.Rejected(_runtime.Logger, context.DisplayName, context.Id, context.Exception!.Message);
                break;
            default:
                Log.CutShort(_runtime.Logger, context.DisplayName, context.Id, context.Definition.AcksLate);
                if (!context.Definition.AcksLate)
                {
                    await _recorder.CancelledAsync(context).ConfigureAwait(false);
                }

                break;
        }
    }

    private async ValueTask SucceededAsync(TaskContext context)
    {
        // 4. and 5.
        var embed = context.Message.Embed;
        if (embed.Callbacks is not null || embed.Chain is not null)
        {
            try
            {
                await _continuation.SucceededAsync(context).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                context.Ending = TaskEnding.Failure;
                context.Exception = e;
                await FailedAsync(context, _outcomes.ErrorOf(context)).ConfigureAwait(false);
                return;
            }
        }

        // 6.
        try
        {
            await _recorder.SucceededAsync(context).ConfigureAwait(false);
        }
        catch (Protocol.Errors.CeleryException e) when (e is BackendException { IsTransient: false } or Protocol.Errors.MessageEncodeException)
        {
            // This result will never be stored; that it was not may well be.
            context.Ending = TaskEnding.Failure;
            context.Exception = e;
            await FailedAsync(context, _outcomes.ErrorOf(context)).ConfigureAwait(false);
            return;
        }

        Log.Succeeded(_runtime.Logger, context, Runtime(context));
    }

    private async ValueTask FailedAsync(TaskContext context, RemoteError error)
    {
        context.Error = error;
        await _recorder.FailedAsync(context, error).ConfigureAwait(false);
        if (_recorder.StoresErrors(context))
        {
            foreach (var step in context.Message.Embed.Chain ?? [])
            {
                if (step.OptionText("task_id") is { } stepId)
                {
                    await _recorder.StepFailedAsync(context, step, stepId, error).ConfigureAwait(false);
                }
            }
        }

        try
        {
            await _continuation.FailedAsync(context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.ErrorCallbackFailed(_runtime.Logger, context.DisplayName, context.Id, e);
        }

        Log.Failed(_runtime.Logger, context.DisplayName, context.Id, error.ToString(), context.Exception);
    }

    private async ValueTask RetriedAsync(TaskContext context, TaskRetryException retry)
    {
        // Before the message goes out: whoever runs it next may be done before us, and RETRY would stand over its end.
        var cause = retry.InnerException is { } inner ? _runtime.App.Exceptions.ToRemoteError(inner) : null;
        context.Error = _runtime.App.Exceptions.ToRemoteError(retry);
        await AttemptAsync(
            context, _recorder.RetriedAsync(context, cause, context.Error.Traceback).AsTask(),
            "storing RETRY").ConfigureAwait(false);

        var next = RetryMessage.Build(context, retry.Request, _runtime.Clock);
        var target = RetryMessage.Target(context, retry.Request);
        try
        {
            try
            {
                await _runtime.App.Publisher.PublishAsync(next, target, _runtime.Closed).ConfigureAwait(false);
            }
            catch (Protocol.Errors.CeleryException e) when (e.IsTransient)
            {
                await Persistence.RetryAsync(_runtime, context, "sending the retry", e,
                    token => _runtime.App.Publisher.PublishAsync(next, target, token)).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Celery rejects the message here and the task is gone; it failed, and says so.
            context.Ending = TaskEnding.Failure;
            context.Exception = e;
            await FailedAsync(context, _outcomes.ErrorOf(context)).ConfigureAwait(false);
            return;
        }

        Log.Retried(_runtime.Logger, context.DisplayName, context.Id, retry.Message);
    }

    /// <summary>What went wrong before the end is logged and does not keep the end from being recorded.</summary>
    private async ValueTask AttemptAsync(TaskContext context, Task work, string what)
    {
        if (work.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            await work.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.StepFailed(_runtime.Logger, what, context.DisplayName, context.Id, e);
        }
    }

    private async ValueTask SettleAsync(TaskContext context)
    {
        // 7.
        var settlement = AckPolicy.AfterTask(
            context.Ending, context.Definition.AcksLate, context.Definition.AcksOnFailureOrTimeout,
            context.Exception is TaskRejectException { Requeue: true }, _runtime.App.Options.Release);
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

    private TimeSpan Runtime(TaskContext context) => _runtime.Clock.Time.GetElapsedTime(context.StartedAt, context.EndedAt);

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
