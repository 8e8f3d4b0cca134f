using Microsoft.Extensions.Logging;

namespace Interop.Worker.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(2400, LogLevel.Debug, "Received control command {Command}, ticket {Ticket}.", EventName = "ControlReceived")]
    public static partial void ControlReceived(ILogger logger, string command, string ticket);

    [LoggerMessage(2401, LogLevel.Error, "Control command {Command} refused: {Error}", EventName = "ControlRefused")]
    public static partial void ControlRefused(ILogger logger, string command, string error);

    [LoggerMessage(2402, LogLevel.Error, "Control command {Command} failed; its error is the answer.", EventName = "ControlFailed")]
    public static partial void ControlFailed(ILogger logger, string command, Exception exception);

    [LoggerMessage(2403, LogLevel.Error, "Dropped a control message that cannot be read: {Reason}", EventName = "BadControlMessage")]
    public static partial void BadControlMessage(ILogger logger, string reason);

    [LoggerMessage(2404, LogLevel.Error, "The answer to control command {Command} could not be sent.", EventName = "ControlReplyFailed")]
    public static partial void ControlReplyFailed(ILogger logger, string command, Exception exception);

    [LoggerMessage(2405, LogLevel.Error, "The worker has no remote control; its tasks run all the same.", EventName = "NoRemoteControl")]
    public static partial void NoRemoteControl(ILogger logger, Exception exception);

    [LoggerMessage(2406, LogLevel.Information, "Tasks flagged as revoked: {TaskIds}", EventName = "TasksRevoked")]
    public static partial void TasksRevoked(ILogger logger, string taskIds);

    [LoggerMessage(2407, LogLevel.Information, "Terminating {TaskId} ({Signal})", EventName = "Terminating")]
    public static partial void Terminating(ILogger logger, string taskId, int signal);

    [LoggerMessage(2408, LogLevel.Warning, "Failed to mark task {TaskId} as revoked in backend: {Reason}", EventName = "RevokedNotStored")]
    public static partial void RevokedNotStored(ILogger logger, string taskId, string reason);

    [LoggerMessage(2409, LogLevel.Error, "Change {What} attempt for unknown task {TaskName}", EventName = "UnknownTaskControlled")]
    public static partial void UnknownTaskControlled(ILogger logger, string what, string taskName);

    [LoggerMessage(2410, LogLevel.Information, "Rate limits disabled for tasks of type {TaskName}", EventName = "RateLimitLifted")]
    public static partial void RateLimitLifted(ILogger logger, string taskName);

    [LoggerMessage(2411, LogLevel.Information, "New rate limit for tasks of type {TaskName}: {Rate}.", EventName = "RateLimitChanged")]
    public static partial void RateLimitChanged(ILogger logger, string taskName, string rate);

    [LoggerMessage(2412, LogLevel.Information, "New time limits for tasks of type {TaskName}: soft={Soft} hard={Hard}", EventName = "TimeLimitsChanged")]
    public static partial void TimeLimitsChanged(ILogger logger, string taskName, string soft, string hard);

    [LoggerMessage(2413, LogLevel.Information, "Started consuming from {Queue}", EventName = "ConsumingQueue")]
    public static partial void ConsumingQueue(ILogger logger, string queue);

    [LoggerMessage(2414, LogLevel.Information, "no longer consuming from {Queue}", EventName = "NoLongerConsuming")]
    public static partial void NoLongerConsuming(ILogger logger, string queue);

    [LoggerMessage(2415, LogLevel.Error, "The consumed queues stay as they are; queue {Queue} made trouble: {Reason}", EventName = "QueuesNotChanged")]
    public static partial void QueuesNotChanged(ILogger logger, string queue, string reason);

    [LoggerMessage(2416, LogLevel.Warning, "{Message}", EventName = "ShutdownRequested")]
    public static partial void ShutdownRequested(ILogger logger, string message);

    [LoggerMessage(2417, LogLevel.Information, "sync with {Node}", EventName = "SyncWith")]
    public static partial void SyncWith(ILogger logger, string node);

    [LoggerMessage(2418, LogLevel.Information, "mingle: searching for neighbors", EventName = "MingleSearching")]
    public static partial void MingleSearching(ILogger logger);

    [LoggerMessage(2419, LogLevel.Information, "mingle: all alone", EventName = "MingleAlone")]
    public static partial void MingleAlone(ILogger logger);

    [LoggerMessage(2420, LogLevel.Information, "mingle: sync with {Count} nodes complete", EventName = "MingleDone")]
    public static partial void MingleDone(ILogger logger, int count);

    [LoggerMessage(2421, LogLevel.Warning, "mingle: nobody could be asked: {Reason}", EventName = "MingleFailed")]
    public static partial void MingleFailed(ILogger logger, string reason);

    [LoggerMessage(2422, LogLevel.Error, "The state file {Path} cannot be read, so nothing is taken from it: {Reason}", EventName = "StateNotRead")]
    public static partial void StateNotRead(ILogger logger, string path, string reason);

    [LoggerMessage(2423, LogLevel.Error, "The state file {Path} cannot be written: {Reason}", EventName = "StateNotWritten")]
    public static partial void StateNotWritten(ILogger logger, string path, string reason);

    [LoggerMessage(2424, LogLevel.Error, "A change that remote control asked for failed.", EventName = "LaterFailed")]
    public static partial void LaterFailed(ILogger logger, Exception exception);
}
