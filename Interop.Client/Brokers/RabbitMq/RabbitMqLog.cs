using Microsoft.Extensions.Logging;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Log messages of the RabbitMQ transport, events 1250 to 1299.</summary>
internal static partial class RabbitMqLog
{
    [LoggerMessage(EventId = 1250, EventName = "RabbitMqConnected", Level = LogLevel.Debug, Message = "Connected to {Broker} ({Role}).")]
    public static partial void Connected(ILogger logger, string role, string broker);

    [LoggerMessage(EventId = 1251, EventName = "RabbitMqConnectionLost", Level = LogLevel.Warning,
        Message = "The {Role} connection to {Broker} was lost: {Reason}. Trying to re-establish it.")]
    public static partial void ConnectionLost(ILogger logger, string role, string broker, string reason);

    [LoggerMessage(EventId = 1252, EventName = "RabbitMqCannotConnect", Level = LogLevel.Error,
        Message = "Cannot connect to {Broker}: {Reason}. Trying again in {Seconds:0.00} seconds.")]
    public static partial void CannotConnect(ILogger logger, string broker, string reason, double seconds);

    [LoggerMessage(EventId = 1253, EventName = "RabbitMqRefused", Level = LogLevel.Error,
        Message = "{Broker} refuses us: {Reason}. Check user, password and virtual host in broker_url.")]
    public static partial void Refused(ILogger logger, string broker, string reason);

    [LoggerMessage(EventId = 1254, EventName = "RabbitMqBlocked", Level = LogLevel.Warning,
        Message = "{Broker} blocks publishers: {Reason}. Publishing waits until it has resources again.")]
    public static partial void Blocked(ILogger logger, string broker, string reason);

    [LoggerMessage(EventId = 1255, EventName = "RabbitMqUnblocked", Level = LogLevel.Information,
        Message = "{Broker} takes messages again.")]
    public static partial void Unblocked(ILogger logger, string broker);

    [LoggerMessage(EventId = 1256, EventName = "RabbitMqCloseFailed", Level = LogLevel.Debug,
        Message = "Closing the {Role} connection failed: {Reason}.")]
    public static partial void CloseFailed(ILogger logger, string role, string reason);

    [LoggerMessage(EventId = 1257, EventName = "RabbitMqStaleDelivery", Level = LogLevel.Warning,
        Message = "{Settlement} of delivery {DeliveryTag} from {Queue} came too late: its channel is gone and the broker delivers it again.")]
    public static partial void StaleDelivery(ILogger logger, Settlement settlement, ulong deliveryTag, string queue);

    [LoggerMessage(EventId = 1258, EventName = "RabbitMqNotAcknowledged", Level = LogLevel.Warning,
        Message = "{Count} acknowledgements were not sent: {Reason}. The broker delivers those messages again.")]
    public static partial void NotAcknowledged(ILogger logger, int count, string reason);

    [LoggerMessage(EventId = 1259, EventName = "RabbitMqConsumerLost", Level = LogLevel.Warning,
        Message = "Consuming from {Queues} was interrupted: {Reason}.")]
    public static partial void ConsumerLost(ILogger logger, string queues, string reason);

    [LoggerMessage(EventId = 1260, EventName = "RabbitMqConsumerResumed", Level = LogLevel.Information,
        Message = "Consuming from {Queues} again.")]
    public static partial void ConsumerResumed(ILogger logger, string queues);

    [LoggerMessage(EventId = 1261, EventName = "RabbitMqConsumerCancelled", Level = LogLevel.Warning,
        Message = "The broker cancelled consuming from {Queue}, as when the queue is deleted. Declaring it anew.")]
    public static partial void ConsumerCancelled(ILogger logger, string queue);

    [LoggerMessage(EventId = 1262, EventName = "RabbitMqConsumerWaits", Level = LogLevel.Error,
        Message = "Cannot consume from {Queues}: {Reason}. Trying again in {Seconds:0.00} seconds.")]
    public static partial void ConsumerWaits(ILogger logger, string queues, string reason, double seconds);

    [LoggerMessage(EventId = 1263, EventName = "RabbitMqConsumerStopped", Level = LogLevel.Debug,
        Message = "Consuming from {Queues} stopped while it was interrupted.")]
    public static partial void ConsumerStopped(ILogger logger, string queues);

    [LoggerMessage(EventId = 1265, EventName = "RabbitMqChannelCloseFailed", Level = LogLevel.Debug,
        Message = "Channel {Channel} was not closed in good order: {Reason}.")]
    public static partial void ChannelCloseFailed(ILogger logger, int channel, string reason);

    [LoggerMessage(EventId = 1266, EventName = "RabbitMqConsumerFailed", Level = LogLevel.Critical,
        Message = "Consuming from {Queues} ended by an error nobody expected. What is unsettled goes back to the broker.")]
    public static partial void ConsumerFailed(ILogger logger, Exception error, string queues);

    [LoggerMessage(EventId = 1267, EventName = "RabbitMqDelayRefused", Level = LogLevel.Error,
        Message = "RabbitMQ refused the queues of native delayed delivery, celery_delayed_0 to celery_delayed_27 of type {QueueType}: "
            + "{Reason}. Tasks with an eta may not arrive. Give broker_native_delayed_delivery_queue_type the same value on every "
            + "member of the fleet, or delete those queues on the broker while they are empty.")]
    public static partial void DelayRefused(ILogger logger, string queueType, string reason);

    [LoggerMessage(EventId = 1268, EventName = "RabbitMqAckTimedOut", Level = LogLevel.Warning,
        Message = "RabbitMQ closed the channel of {Queues}, because a delivery was not acknowledged within its consumer_timeout of "
            + "{Seconds} s. It delivers everything that was unacknowledged again, so that tasks which are acknowledged late and still run "
            + "will run twice. Raise consumer_timeout on the broker, or x-consumer-timeout of the queue, above the longest countdown and "
            + "the longest run of such tasks; or let RabbitMQ hold tasks with a countdown back (native delayed delivery).")]
    public static partial void AckTimedOut(ILogger logger, string queues, double seconds);

    [LoggerMessage(EventId = 1264, EventName = "RabbitMqCancelFailed", Level = LogLevel.Debug,
        Message = "Cancelling the consumer of {Queues} failed: {Reason}.")]
    public static partial void CancelFailed(ILogger logger, string queues, string reason);
}
