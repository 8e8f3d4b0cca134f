using Microsoft.Extensions.Logging;

namespace InteropWorker;

internal static partial class WorkerLog
{
    [LoggerMessage(9001, LogLevel.Warning, "Left out of WORKER_SETTINGS: {Reason}", EventName = "SettingLeftOut")]
    public static partial void LeftOut(ILogger logger, string reason);

    [LoggerMessage(9002, LogLevel.Warning, "{Message}", EventName = "MessageOfATask")]
    public static partial void Say(ILogger logger, string message);
}
