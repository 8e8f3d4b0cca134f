using Interop.Protocol.Results;
using Interop.Worker.Diagnostics;

namespace Interop.Worker.Execution;

/// <summary>Tells how a run ended, and keeps its time limits. Celery: <c>build_tracer</c> in <c>celery/app/trace.py</c>, <c>celery/app/autoretry.py</c>.</summary>
internal sealed class TaskOutcomes(WorkerRuntime runtime)
{
    /// <summary>What the exception that left a task's code means for the task.</summary>
    public void Classify(TaskContext context, Exception exception)
    {
        context.Exception = exception;
        context.Ending = exception switch
        {
            TaskRetryException => TaskEnding.Retry,
            TaskIgnoreException => TaskEnding.Ignore,
            TaskRejectException => TaskEnding.Reject,
            OperationCanceledException when context.Limits is { HardExceeded: true } => TaskEnding.TimeLimit,
            OperationCanceledException when context.Limits is not { SoftExceeded: true } && runtime.Aborted.IsCancellationRequested =>
                TaskEnding.Aborted,
            _ => TaskEnding.Failure,
        };
        if (context.Ending == TaskEnding.Failure && context.Definition.RetriesFor(exception))
        {
            RetryAutomatically(context, exception);
        }
    }

    /// <summary>What is stored of a failed task's exception.</summary>
    public RemoteError ErrorOf(TaskContext context)
    {
        var exception = context.Exception!;
        if (context.Ending == TaskEnding.TimeLimit)
        {
            return CeleryErrors.TimeLimitExceeded((LimitsOf(context).Hard ?? TimeSpan.Zero).TotalSeconds);
        }

        var error = runtime.App.Exceptions.ToRemoteError(exception);
        return exception is OperationCanceledException && context.Limits is { SoftExceeded: true }
            ? CeleryErrors.SoftTimeLimitExceeded(error.Traceback)
            : error;
    }

    /// <summary>Starts the clock of the message's limits, or of the task's where the message has none.</summary>
    public void StartLimits(TaskContext context)
    {
        var (soft, hard) = LimitsOf(context);
        if (soft is null && hard is null)
        {
            return;
        }

        context.Limits = new TimeLimitWatch(
            runtime.Clock.Time, soft, hard,
            isSoft =>
            {
                if (isSoft)
                {
                    Log.SoftLimitExceeded(runtime.Logger, soft!.Value.TotalSeconds, context.DisplayName, context.Id);
                }
                else
                {
                    Log.HardLimitExceeded(runtime.Logger, hard!.Value.TotalSeconds, context.DisplayName, context.Id);
                }
            },
            runtime.Aborted);
    }

    private void RetryAutomatically(TaskContext context, Exception exception)
    {
        var options = context.Definition.Options;
        TimeSpan? countdown = options.RetryBackoff > 0
            ? RetryDecision.Backoff(
                options.RetryBackoff, context.Retries, options.RetryBackoffMax, options.RetryJitter ? runtime.Chance : null)
            : null;
        if (!RetryDecision.IsExhausted(context.Retries, options.MaxRetries))
        {
            context.Exception = context.Retry(exception, countdown);
            context.Ending = TaskEnding.Retry;
        }
    }

    private static (TimeSpan? Soft, TimeSpan? Hard) LimitsOf(TaskContext context)
    {
        var call = context.Message.Headers.TimeLimit;
        return (
            call.Soft is { } soft ? TimeSpan.FromSeconds(soft) : context.Definition.SoftTimeLimit,
            call.Hard is { } hard ? TimeSpan.FromSeconds(hard) : context.Definition.TimeLimit);
    }
}
