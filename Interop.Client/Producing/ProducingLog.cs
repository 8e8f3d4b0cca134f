using Microsoft.Extensions.Logging;

namespace Interop.Client.Producing;

/// <summary>Log lines of the app and of sending: events 1000 to 1049.</summary>
internal static partial class ProducingLog
{
    [LoggerMessage(1000, LogLevel.Warning,
        "Task {TaskName}[{TaskId}] had expired {Overdue} before it was sent; its expiration is 0, so "
        + "RabbitMQ drops it unless a consumer takes it at once.", EventName = "TaskExpiredWhenSent")]
    public static partial void ExpiredWhenSent(ILogger logger, string taskId, string taskName, TimeSpan overdue);

    [LoggerMessage(1001, LogLevel.Warning,
        "Publishing to {Broker} failed: {Reason} Retry {Retry} in {Delay}.", EventName = "PublishRetried")]
    public static partial void PublishRetried(ILogger logger, string broker, string reason, int retry, TimeSpan delay);

    [LoggerMessage(1002, LogLevel.Debug,
        "Sent task {TaskName}[{TaskId}] to exchange '{Exchange}' with routing key '{RoutingKey}'.",
        EventName = "TaskSent")]
    public static partial void TaskSent(ILogger logger, string taskName, string taskId, string exchange, string routingKey);

    [LoggerMessage(1004, LogLevel.Warning,
        "Tasks with a countdown or eta for {Exchange} cannot be held back by RabbitMQ, since its exchange is direct, and stay "
        + "in a worker until their time. Native delayed delivery needs a topic exchange: task_default_exchange_type.",
        EventName = "CannotDelay")]
    public static partial void CannotDelay(ILogger logger, string exchange);

    [LoggerMessage(1003, LogLevel.Information, "Closing {What} failed and was given up: {Reason}", EventName = "CloseFailed")]
    public static partial void CloseFailed(ILogger logger, string what, string reason);
}
