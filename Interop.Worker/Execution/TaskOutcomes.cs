using Interop.Protocol.Results;
using Interop.Worker.Diagnostics;
using Interop.Worker.State;

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
            TaskReplaceException => TaskEnding.Replace,
            TaskIgnoreException => TaskEnding.Ignore,
            TaskRejectException => TaskEnding.Reject,
            OperationCanceledException when context.IsCancelled => TaskEnding.Aborted,
            OperationCanceledException when context.IsTerminated => TaskEnding.Revoked,
            OperationCanceledException when context.Limits is { HardExceeded: true } => TaskEnding.TimeLimit,
            OperationCanceledException when context.Limits is not { SoftExceeded: true } && runtime.Aborted.IsCancellationRequested =>
                TaskEnding.Aborted,
            _ => TaskEnding.Failure,
        };
        if (context.Ending == TaskEnding.Revoked)
        {
            context.Revocation = Revocation.Terminated;
        }

        if (context.Ending == TaskEnding.Failure && context.Definition.RetriesFor(exception))
        {
            RetryAutomatically(context, exception);
        }
    }

    /// <summary>What is stored of a failed task's exception.</summary>
    public RemoteError ErrorOf(TaskContext context)
    {
        var exception = context.Exception!;
        if (context.Ending == TaskEnding.WorkerLost)
        {
            return CeleryErrors.WorkerLost(exception.Message);
        }

        if (context.Ending == TaskEnding.TimeLimit)
        {
            return CeleryErrors.TimeLimitExceeded((LimitsOf(context).Hard ?? TimeSpan.Zero).TotalSeconds);
        }

        var error = runtime.App.Exceptions.ToRemoteError(exception);
        return exception is OperationCanceledException && context.Limits is { SoftExceeded: true }
            ? CeleryErrors.SoftTimeLimitExceeded(error.Traceback)
            : error;
    }

    /// <summary>How long code that was told to end may take to do so before it is abandoned.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Starts the clock of the message's limits, or of the task's where the message has none.</summary>
    public void StartLimits(TaskContext context) => StartLimits(
        context,
        isSoft =>
        {
            if (isSoft)
            {
                context.CancelCode();
            }
            else
            {
                context.CancelCode(runtime.Clock.Time, Patience);
            }
        });

    /// <summary>As above, for a pool that acts on them in its own way.</summary>
    /// <param name="context">The task.</param>
    /// <param name="act">Called for the soft limit (true) and the hard one (false), once they are logged.</param>
    public void StartLimits(TaskContext context, Action<bool> act)
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

                act(isSoft);
            });
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
        var limits = context.Definition.Limits;
        return (
            call.Soft is { } soft ? TimeSpan.FromSeconds(soft) : limits.SoftTimeLimit,
            call.Hard is { } hard ? TimeSpan.FromSeconds(hard) : limits.TimeLimit);
    }
}
