using Microsoft.Extensions.Logging;

namespace Interop.Worker.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(2200, LogLevel.Information, "{Banner}", EventName = "WorkerStarting")]
    public static partial void Banner(ILogger logger, string banner);

    [LoggerMessage(2201, LogLevel.Information, "{NodeName} ready.", EventName = "WorkerReady")]
    public static partial void Ready(ILogger logger, string nodeName);

    [LoggerMessage(2202, LogLevel.Error, "consumer: Cannot connect to {Broker}: {Reason}. Trying again in {Seconds} seconds...", EventName = "CannotConnect")]
    public static partial void CannotConnect(ILogger logger, string broker, string reason, double seconds);

    [LoggerMessage(2203, LogLevel.Information, "worker: Warm shutdown, waiting for {Active} running tasks", EventName = "WarmShutdown")]
    public static partial void WarmShutdown(ILogger logger, int active);

    [LoggerMessage(2204, LogLevel.Warning, "worker: Cold shutdown, {Active} running tasks are not waited for", EventName = "ColdShutdown")]
    public static partial void ColdShutdown(ILogger logger, int active);

    [LoggerMessage(2205, LogLevel.Warning, "The time to shut down is over; {Active} running tasks are asked to end.", EventName = "ShutdownTimeOver")]
    public static partial void ShutdownTimeOver(ILogger logger, int active);

    [LoggerMessage(2206, LogLevel.Critical, "The worker cannot consume and stops.", EventName = "WorkerFailed")]
    public static partial void WorkerFailed(ILogger logger, Exception exception);

    [LoggerMessage(2207, LogLevel.Information, "{NodeName} stopped after {Processed} tasks.", EventName = "WorkerStopped")]
    public static partial void Stopped(ILogger logger, string nodeName, long processed);

    [LoggerMessage(2209, LogLevel.Warning, "worker: Initiating soft shutdown, terminating in {Seconds} seconds", EventName = "SoftShutdown")]
    public static partial void SoftShutdown(ILogger logger, double seconds);

    [LoggerMessage(2208, LogLevel.Warning, "The broker could not be told to send no more; the connection is closed instead.", EventName = "StopConsumingFailed")]
    public static partial void StopConsumingFailed(ILogger logger, Exception exception);

    [LoggerMessage(2210, LogLevel.Warning,
        "worker_disable_prefetch has no effect on {Broker}, because RabbitMQ pushes messages. With a worker_prefetch_multiplier of 1 and tasks "
        + "that are acknowledged late, no message waits for a busy worker.", EventName = "PrefetchNotDisabled")]
    public static partial void PrefetchNotDisabled(ILogger logger, string broker);
}
