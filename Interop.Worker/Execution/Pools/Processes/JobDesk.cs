using Interop.Worker.State;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>What a worker does about tasks whose code runs in a child: acknowledges, keeps their time, tells of their life, settles.</summary>
internal sealed class JobDesk(WorkerRuntime runtime, TaskRunner runner)
{
    private readonly TaskTracker _finishing = new();

    /// <summary>Completes when every task that ended is settled.</summary>
    public Task WhenIdleAsync() => _finishing.WhenIdleAsync();

    /// <summary>True for a task that is not to be run any more.</summary>
    public bool IsRevoked(TaskContext context) => runner.IsRevoked(context);

    /// <summary>Records the end of such a task.</summary>
    public void Discard(TaskContext context) => _finishing.Track(Task.Run(() => runner.FinishAsync(context)));

    /// <summary>A child is about to run its code.</summary>
    /// <param name="job">The task.</param>
    /// <param name="processId">The child.</param>
    /// <param name="onLimit">Called when the soft limit (true) or the hard one is over.</param>
    public void Started(PoolJob job, int processId, Action<bool> onLimit)
    {
        var context = job.Context;
        if (!context.Definition.AcksLate)
        {
            runtime.Lifecycle.AcknowledgedEarly(context);
        }

        context.StartedOn = runtime.Clock.Now;
        context.WorkerPid = processId;
        context.StartedAt = runtime.Clock.Time.GetTimestamp();
        runtime.Lifecycle.Started(context);
        runner.StartLimits(context, onLimit);
    }

    /// <summary>A child has run it and recorded its end.</summary>
    public void Finished(PoolJob job, JobEnd end)
    {
        var context = job.Context;
        context.Limits?.Dispose();
        context.EndedAt = context.StartedAt + (long)(end.Runtime.TotalSeconds * runtime.Clock.Time.TimestampFrequency);
        context.Ending = end.Ending;
        context.Revocation = end.Revocation;
        context.Error = end.Error;
        context.RetryCause = end.RetryCause;
        context.Result = new Registration.Binding.TaskReturn(end.Result);
        context.Exception = end.Ending == TaskEnding.Reject ? new TaskRejectException(end.Reason ?? "", end.Requeue) : null;
        runtime.Lifecycle.Returned(context);
        _finishing.Track(runner.SettleOnlyAsync(context, end.IsRecorded));
    }

    /// <summary>A child cannot run it at all.</summary>
    public void Refused(PoolJob job, string reason) => End(job, TaskEnding.Failure, new InvalidOperationException(reason));

    /// <summary>The child ended while it ran: by itself, or because we ended it for a reason that is then the end of the task.</summary>
    public void Lost(PoolJob job, int exitCode) => End(
        job, job.EndingWhenLost,
        new WorkerLostException($"Worker exited prematurely: {Signals.Describe(exitCode)} Job: {job.Number}."));

    private void End(PoolJob job, TaskEnding ending, Exception exception)
    {
        var context = job.Context;
        context.Limits?.Dispose();
        context.EndedAt = runtime.Clock.Time.GetTimestamp();
        context.Ending = ending;
        context.Exception = exception;
        if (ending == TaskEnding.Revoked)
        {
            context.Revocation = Revocation.Terminated;
        }

        runtime.Lifecycle.Returned(context);
        _finishing.Track(Task.Run(() => runner.FinishAsync(context)));
    }
}
