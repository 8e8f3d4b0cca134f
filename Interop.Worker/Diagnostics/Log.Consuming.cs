using Microsoft.Extensions.Logging;

namespace Interop.Worker.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Error,
        "Received unregistered task of type '{TaskName}'.\nThe message has been rejected; FAILURE NotRegistered is stored.\n\n"
        + "Did you remember to map this task?{Hint} Set UnknownTasks to Park to leave it to other workers.\n\nThe full contents of the message: {Message}",
        EventName = "UnregisteredTask")]
    public static partial void UnregisteredTask(ILogger logger, string taskName, string hint, string message);

    [LoggerMessage(2101, LogLevel.Error,
        "Received {Kind} from {Queue}, put aside into {QuarantineQueue}: {Reason}\n{Message}", EventName = "MessageQuarantined")]
    public static partial void Quarantining(
        ILogger logger, string kind, string queue, string quarantineQueue, string reason, string message);

    [LoggerMessage(2102, LogLevel.Error,
        "Received {Kind} from {Queue}. The message has been rejected: {Reason}\n{Message}", EventName = "MessageRejected")]
    public static partial void Rejecting(ILogger logger, string kind, string queue, string reason, string message);

    [LoggerMessage(2103, LogLevel.Error, "A message of {Queue} could not be put aside; it stays unacknowledged.", EventName = "QuarantineFailed")]
    public static partial void QuarantineFailed(ILogger logger, string queue, Exception exception);

    [LoggerMessage(2104, LogLevel.Error,
        "Task {TaskName}[{TaskId}] cannot be run here: {Reason}. It is not acknowledged and goes back to its queue in {Seconds}s, for another worker.",
        EventName = "MessageParked")]
    public static partial void Parked(ILogger logger, string taskName, string taskId, string reason, double seconds);

    [LoggerMessage(2105, LogLevel.Debug, "Task {TaskName}[{TaskId}] came again; it goes back to its queue in {Seconds}s.", EventName = "MessageParkedAgain")]
    public static partial void ParkedAgain(ILogger logger, string taskName, string taskId, double seconds);

    [LoggerMessage(2106, LogLevel.Error, "A message of {Queue} could not be handled.", EventName = "ReceiveFailed")]
    public static partial void ReceiveFailed(ILogger logger, string queue, Exception exception);

    [LoggerMessage(2108, LogLevel.Warning,
        "Task {TaskName}[{TaskId}] is to wait {Seconds:0} s for its time. RabbitMQ closes a channel whose delivery is unacknowledged for longer than "
        + "its consumer_timeout ({Limit:0} s unless you changed it) and delivers everything again. Raise that setting, or let RabbitMQ hold such "
        + "tasks back (native delayed delivery). This is said once.", EventName = "WaitsBeyondAckTimeout")]
    public static partial void WaitsBeyondAckTimeout(ILogger logger, string taskName, string taskId, double seconds, double limit);

    [LoggerMessage(2109, LogLevel.Warning,
        "Tasks that are acknowledged late may run for longer than RabbitMQ waits for an acknowledgement (consumer_timeout, {Limit:0} s unless you "
        + "changed it), and would then be run twice: {Tasks}. Raise that setting above their time limits.", EventName = "RunsBeyondAckTimeout")]
    public static partial void RunsBeyondAckTimeout(ILogger logger, string tasks, double limit);

    [LoggerMessage(2107, LogLevel.Error, "A message whose time had come could not be handed on; it stays unacknowledged.", EventName = "ScheduleFailed")]
    public static partial void ScheduleFailed(ILogger logger, Exception exception);
}
