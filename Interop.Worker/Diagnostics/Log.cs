using Microsoft.Extensions.Logging;

namespace Interop.Worker.Diagnostics;

/// <summary>The worker's log lines, in Celery's words where Celery has them. Source: <c>celery/app/trace.py</c>,
/// <c>celery/worker/strategy.py</c>, <c>celery/worker/consumer/consumer.py</c>.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Task {TaskName}[{TaskId}] received", EventName = "TaskReceived")]
    public static partial void Received(ILogger logger, string taskName, string taskId);

    [LoggerMessage(2001, LogLevel.Information, "Task {TaskName}[{TaskId}] succeeded in {Runtime}s: {Result}", EventName = "TaskSucceeded", SkipEnabledCheck = true)]
    private static partial void Succeeded(ILogger logger, string taskName, string taskId, string runtime, string result);

    [LoggerMessage(2002, LogLevel.Error, "Task {TaskName}[{TaskId}] raised unexpected: {Error}", EventName = "TaskFailed")]
    public static partial void Failed(ILogger logger, string taskName, string taskId, string error, Exception? exception);

    [LoggerMessage(2003, LogLevel.Information, "Task {TaskName}[{TaskId}] retry: {Reason}", EventName = "TaskRetried")]
    public static partial void Retried(ILogger logger, string taskName, string taskId, string reason);

    [LoggerMessage(2004, LogLevel.Information, "Task {TaskName}[{TaskId}] ignored", EventName = "TaskIgnored")]
    public static partial void Ignored(ILogger logger, string taskName, string taskId);

    [LoggerMessage(2005, LogLevel.Warning, "Task {TaskName}[{TaskId}] {Reason}", EventName = "TaskRejected")]
    public static partial void Rejected(ILogger logger, string taskName, string taskId, string reason);

    [LoggerMessage(2006, LogLevel.Information, "Discarding revoked task: {TaskName}[{TaskId}]", EventName = "TaskDiscarded")]
    public static partial void Discarding(ILogger logger, string taskName, string taskId);

    [LoggerMessage(2007, LogLevel.Warning, "Soft time limit ({Seconds}s) exceeded for {TaskName}[{TaskId}]", EventName = "SoftTimeLimitExceeded")]
    public static partial void SoftLimitExceeded(ILogger logger, double seconds, string taskName, string taskId);

    [LoggerMessage(2008, LogLevel.Error, "Hard time limit ({Seconds}s) exceeded for {TaskName}[{TaskId}]", EventName = "HardTimeLimitExceeded")]
    public static partial void HardLimitExceeded(ILogger logger, double seconds, string taskName, string taskId);

    [LoggerMessage(2009, LogLevel.Critical,
        "Task {TaskName}[{TaskId}] INTERNAL ERROR: its end could not be recorded. Acknowledged late: {AcksLate}; if so, its message stays unacknowledged and runs again some time.",
        EventName = "TaskInternalError")]
    public static partial void InternalError(ILogger logger, string taskName, string taskId, bool acksLate, Exception exception);

    [LoggerMessage(2010, LogLevel.Warning,
        "The worker ended before the end of task {TaskName}[{TaskId}] was recorded. Acknowledged late: {AcksLate}; if so, it runs again.",
        EventName = "TaskLeftUnfinished")]
    public static partial void LeftUnfinished(ILogger logger, string taskName, string taskId, bool acksLate);

    [LoggerMessage(2011, LogLevel.Warning,
        "Task {TaskName}[{TaskId}] was cut short by the end of the worker. Acknowledged late: {AcksLate}; if so, it runs again.",
        EventName = "TaskCutShort")]
    public static partial void CutShort(ILogger logger, string taskName, string taskId, bool acksLate);

    [LoggerMessage(2012, LogLevel.Error, "Disposing the services of task {TaskName}[{TaskId}] failed; its result stands.", EventName = "ScopeDisposalFailed")]
    public static partial void ScopeDisposalFailed(ILogger logger, string taskName, string taskId, Exception exception);

    [LoggerMessage(2013, LogLevel.Error, "An error callback of task {TaskName}[{TaskId}] failed; the task's failure stands.", EventName = "ErrorCallbackFailed")]
    public static partial void ErrorCallbackFailed(ILogger logger, string taskName, string taskId, Exception exception);

    [LoggerMessage(2020, LogLevel.Error, "Chord {GroupId} raised: {Reason}", EventName = "ChordFailed")]
    public static partial void ChordFailed(ILogger logger, string groupId, string reason);

    [LoggerMessage(2014, LogLevel.Warning, "{What} of task {TaskName}[{TaskId}] failed, trying again in {Seconds}s: {Reason}", EventName = "WillTryAgain")]
    public static partial void WillTryAgain(ILogger logger, string what, string taskName, string taskId, double seconds, string reason);

    [LoggerMessage(2015, LogLevel.Critical, "An execution slot failed and is lost until the worker is restarted.", EventName = "SlotFailed")]
    public static partial void SlotFailed(ILogger logger, Exception exception);

    [LoggerMessage(2017, LogLevel.Error,
        "Task {TaskName}[{TaskId}] does not end although it was told to. It is recorded as ended and abandoned, its slot is given back, and its code goes on. Abandoned tasks now: {Count}.",
        EventName = "TaskAbandoned")]
    public static partial void Abandoned(ILogger logger, string taskName, string taskId, int count);

    [LoggerMessage(2018, LogLevel.Critical,
        "Task {TaskName}[{TaskId}] does not end although it was told to. It is recorded as ended, but {Count} abandoned tasks run already, more than {Limit}: its slot stays taken until its code ends.",
        EventName = "TooManyAbandoned")]
    public static partial void AbandonedTooMany(ILogger logger, string taskName, string taskId, int count, int limit);

    [LoggerMessage(2019, LogLevel.Warning, "The code of abandoned task {TaskName}[{TaskId}] has ended. Abandoned tasks now: {Count}.", EventName = "AbandonedTaskEnded")]
    public static partial void AbandonedEnded(ILogger logger, string taskName, string taskId, int count);

    [LoggerMessage(2016, LogLevel.Error, "{What} of task {TaskName}[{TaskId}] failed; the task goes on.", EventName = "StepFailed")]
    public static partial void StepFailed(ILogger logger, string what, string taskName, string taskId, Exception exception);
}
