using Interop.Client.Brokers;
using Interop.Protocol;
using Interop.Worker.Execution;

namespace Interop.Worker.Consuming;

/// <summary>How the message of a task is settled once the task has ended. Pure.</summary>
/// <remarks>Celery: <c>celery/worker/request.py</c>, <c>Request.on_success</c>, <c>on_failure</c>, <c>on_timeout</c>, <c>on_retry</c>.</remarks>
internal static class AckPolicy
{
    /// <summary>The settlement, or null when the message was acknowledged before or is left to go back by itself.</summary>
    /// <param name="ending">How the task ended.</param>
    /// <param name="acksLate"><c>acks_late</c>.</param>
    /// <param name="acksOnFailure"><c>acks_on_failure_or_timeout</c>.</param>
    /// <param name="requeue">For <see cref="TaskEnding.Reject"/>: what the task asked for.</param>
    /// <param name="requeueWhenLost"><c>reject_on_worker_lost</c>.</param>
    /// <param name="release">Since Celery 5.5 a task beyond its hard limit is requeued when it is not acknowledged.</param>
    public static Settlement? AfterTask(
        TaskEnding ending, bool acksLate, bool acksOnFailure, bool requeue = false, bool requeueWhenLost = false,
        CeleryRelease release = CeleryRelease.V56)
    {
        if (ending == TaskEnding.Revoked)
        {
            return Settlement.Ack;
        }

        if (!acksLate)
        {
            return null;
        }

        return ending switch
        {
            TaskEnding.Aborted => null,
            TaskEnding.Reject => requeue ? Settlement.Requeue : Settlement.Reject,
            TaskEnding.WorkerLost when requeueWhenLost => Settlement.Requeue,
            TaskEnding.Failure or TaskEnding.WorkerLost when !acksOnFailure => Settlement.Reject,
            TaskEnding.TimeLimit when !acksOnFailure => release >= CeleryRelease.V55 ? Settlement.Requeue : Settlement.Reject,
            _ => Settlement.Ack,
        };
    }
}
