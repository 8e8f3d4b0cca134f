using Interop.Client.Backends;
using Interop.Protocol.Results;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution.Canvas;
using Interop.Worker.Registration.Binding;

namespace Interop.Worker.Execution;

/// <summary>What follows the code of a task: callbacks, the next step of a chain, the record. Celery: <c>build_tracer</c> in
/// <c>celery/app/trace.py</c>, <c>Backend.mark_as_done</c> and <c>mark_as_failure</c>.</summary>
internal sealed class TaskConclusion(WorkerRuntime runtime, TaskOutcomes outcomes)
{
    private readonly ResultRecorder _recorder = runtime.Recorder;
    private readonly ChordParts _chords = runtime.Chords;
    private readonly Continuation _continuation = new(runtime);

    /// <summary>How long the code ran.</summary>
    public static TimeSpan Runtime(WorkerRuntime runtime, TaskContext context) =>
        runtime.Clock.Time.GetElapsedTime(context.StartedAt, context.EndedAt);

    /// <summary>Python's repr of the exception for which a task is to run again, or null. Celery: <c>safe_repr(reason.exc)</c>.</summary>
    public static string? RetryCause(WorkerRuntime runtime, TaskContext context) =>
        context.RetryCause ?? (context is { Ending: TaskEnding.Retry, Exception.InnerException: { } inner }
            ? runtime.App.Exceptions.ToRemoteError(inner).ToString()
            : null);

    /// <summary>Checkpoints 4 to 6, by how the task ended.</summary>
    public async ValueTask RecordAsync(TaskContext context)
    {
        switch (context.Ending)
        {
            case TaskEnding.Success:
                await SucceededAsync(context).ConfigureAwait(false);
                break;
            case TaskEnding.Failure or TaskEnding.TimeLimit:
                await FailedAsync(context, outcomes.ErrorOf(context)).ConfigureAwait(false);
                break;
            case TaskEnding.WorkerLost:
                await LostAsync(context).ConfigureAwait(false);
                break;
            case TaskEnding.Retry:
                await RetriedAsync(context, (TaskRetryException)context.Exception!).ConfigureAwait(false);
                break;
            case TaskEnding.Revoked:
                Log.Discarding(runtime.Logger, context.DisplayName, context.Id);
                await _recorder.RevokedAsync(context).ConfigureAwait(false);
                await _chords.EndedAsync(context, TaskState.Revoked, TaskReturn.None, ResultRecorder.RevokedError(context)).ConfigureAwait(false);
                break;
            case TaskEnding.Replace:
                await ReplacedAsync(context, (TaskReplaceException)context.Exception!).ConfigureAwait(false);
                break;
            case TaskEnding.Ignore:
                Log.Ignored(runtime.Logger, context.DisplayName, context.Id);
                break;
            case TaskEnding.Reject:
                Log.Rejected(runtime.Logger, context.DisplayName, context.Id, context.Exception!.Message);
                break;
            default:
                Log.CutShort(runtime.Logger, context.DisplayName, context.Id, context.Definition.AcksLate);
                if (!context.Definition.AcksLate)
                {
                    await _recorder.CancelledAsync(context).ConfigureAwait(false);
                }

                break;
        }
    }

    /// <summary>A message that came again, of a run that left its success: what follows is sent with the stored result, unless the record
    /// has children, so that it was sent before. Never throws. Celery 5.6.3: <c>build_tracer</c>, the path of <c>worker_deduplicate_successful_tasks</c>.</summary>
    public async ValueTask ContinueFromAsync(TaskContext context, ResultMeta stored)
    {
        context.Ending = TaskEnding.Ignore;
        context.Result = new TaskReturn(stored.ResultJson, stored.ResultValue);
        try
        {
            if (stored.Children is not { Count: > 0 })
            {
                await _continuation.SucceededAsync(context).ConfigureAwait(false);
            }

            await _chords.EndedAsync(context, TaskState.Success, context.Result, error: null).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.StepFailed(runtime.Logger, "sending what follows an earlier run", context.DisplayName, context.Id, e);
            context.Ending = TaskEnding.Reject;
            context.Exception = context.Reject(e.Message, requeue: true);
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
                await FailedAsync(context, outcomes.ErrorOf(context)).ConfigureAwait(false);
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
            await FailedAsync(context, outcomes.ErrorOf(context)).ConfigureAwait(false);
            return;
        }

        await _chords.EndedAsync(context, TaskState.Success, context.Result, error: null).ConfigureAwait(false);
        Log.Succeeded(runtime.Logger, context, Runtime(runtime, context));
    }

    private async ValueTask ReplacedAsync(TaskContext context, TaskReplaceException replaced)
    {
        try
        {
            await _continuation.ReplacedAsync(context, replaced.Replacement).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            context.Ending = TaskEnding.Failure;
            context.Exception = e;
            await FailedAsync(context, outcomes.ErrorOf(context)).ConfigureAwait(false);
            return;
        }

        context.Ending = TaskEnding.Ignore;
        Log.Ignored(runtime.Logger, context.DisplayName, context.Id);
    }

    private async ValueTask FailedAsync(TaskContext context, RemoteError error)
    {
        context.Error = error;
        await _recorder.FailedAsync(context, error).ConfigureAwait(false);
        await _chords.EndedAsync(context, TaskState.Failure, TaskReturn.None, error).ConfigureAwait(false);
        foreach (var step in (context.Message.Embed.Chain ?? []).SelectMany(CanvasParts.Tasks))
        {
            if (_recorder.StoresErrors(context) && step.OptionText("task_id") is { } stepId)
            {
                await _recorder.StepFailedAsync(context, step, stepId, error).ConfigureAwait(false);
            }

            await _chords.FailedAsync(context, step, error).ConfigureAwait(false);
        }

        try
        {
            await runtime.ErrorCallbacks.CallAsync(context, error).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.ErrorCallbackFailed(runtime.Logger, context.DisplayName, context.Id, e);
        }

        Log.Failed(runtime.Logger, context.DisplayName, context.Id, error.ToString(), context.Exception);
    }

    private async ValueTask RetriedAsync(TaskContext context, TaskRetryException retry)
    {
        // Before the message goes out: whoever runs it next may be done before us, and RETRY would stand over its end.
        var cause = retry.InnerException is { } inner ? runtime.App.Exceptions.ToRemoteError(inner) : null;
        context.Error = runtime.App.Exceptions.ToRemoteError(retry);
        await AttemptAsync(
            context, _recorder.RetriedAsync(context, cause, context.Error.Traceback).AsTask(),
            "storing RETRY").ConfigureAwait(false);

        var next = RetryMessage.Build(context, retry.Request, runtime.Clock);
        var target = RetryMessage.Target(context, retry.Request);
        try
        {
            try
            {
                await runtime.App.Publisher.PublishAsync(next, target, runtime.Closed).ConfigureAwait(false);
            }
            catch (Protocol.Errors.CeleryException e) when (e.IsTransient)
            {
                await Persistence.RetryAsync(runtime, context, "sending the retry", e,
                    token => runtime.App.Publisher.PublishAsync(next, target, token)).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Celery rejects the message here and the task is gone; it failed, and says so.
            context.Ending = TaskEnding.Failure;
            context.Exception = e;
            await FailedAsync(context, outcomes.ErrorOf(context)).ConfigureAwait(false);
            return;
        }

        Log.Retried(runtime.Logger, context.DisplayName, context.Id, retry.Message);
    }

    /// <summary>A message that goes back to its queue leaves no record: the next run stores one.</summary>
    private ValueTask LostAsync(TaskContext context)
    {
        if (context.Definition.RequeuesWhenLost)
        {
            Log.Rejected(runtime.Logger, context.DisplayName, context.Id, $"goes back to its queue: {context.Exception!.Message}");
            return default;
        }

        return FailedAsync(context, outcomes.ErrorOf(context));
    }

    /// <summary>What went wrong before the end is logged and does not keep the end from being recorded.</summary>
    public async ValueTask AttemptAsync(TaskContext context, Task work, string what)
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
            Log.StepFailed(runtime.Logger, what, context.DisplayName, context.Id, e);
        }
    }
}
