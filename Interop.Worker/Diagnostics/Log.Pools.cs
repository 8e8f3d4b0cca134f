using Microsoft.Extensions.Logging;

namespace Interop.Worker.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(2300, LogLevel.Error, "Process pid:{ProcessId} exited with '{Status}'", EventName = "ChildLost")]
    public static partial void ChildLost(ILogger logger, int processId, string status);

    [LoggerMessage(2301, LogLevel.Error, "A process of the pool could not be started; it is tried again.", EventName = "ChildDidNotStart")]
    public static partial void ChildDidNotStart(ILogger logger, Exception exception);

    [LoggerMessage(2302, LogLevel.Critical, "Listening to a process of the pool failed; it is replaced.", EventName = "ChildFailed")]
    public static partial void ChildFailed(ILogger logger, Exception exception);

    [LoggerMessage(2303, LogLevel.Warning, "child process {ProcessId} exiting after exceeding memory limit ({Used}KiB / {Limit}KiB)", EventName = "ChildTooBig")]
    public static partial void ChildTooBig(ILogger logger, int processId, long used, int limit);

    [LoggerMessage(2304, LogLevel.Information, "Scaling up {Count} processes.", EventName = "ScalingUp")]
    public static partial void ScalingUp(ILogger logger, int count);

    [LoggerMessage(2305, LogLevel.Information, "Scaling down {Count} processes.", EventName = "ScalingDown")]
    public static partial void ScalingDown(ILogger logger, int count);

    [LoggerMessage(2306, LogLevel.Warning, "Task {TaskName}[{TaskId}] is cancelled: the connection that brought it is lost, so it is delivered again.", EventName = "TaskCancelled")]
    public static partial void Cancelled(ILogger logger, string taskName, string taskId);

    [LoggerMessage(2307, LogLevel.Information, "Task {TaskName}[{TaskId}] already completed successfully.", EventName = "TaskDeduplicated")]
    public static partial void Deduplicated(ILogger logger, string taskName, string taskId);
}
