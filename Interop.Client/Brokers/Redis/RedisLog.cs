using Microsoft.Extensions.Logging;

namespace Interop.Client.Brokers.Redis;

/// <summary>Event ids 1150 to 1199.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(
        EventId = 1150, EventName = "RedisMessageUnroutable", Level = LogLevel.Warning,
        Message = "Nothing is bound to exchange {Exchange} with routing key {RoutingKey}: the message {DeliveryTag} is dropped. "
            + "Declare a queue, or set the transport option deadletter_queue")]
    public static partial void Unroutable(ILogger logger, string exchange, string routingKey, string deliveryTag);

    [LoggerMessage(
        EventId = 1151, EventName = "RedisMessageQuarantined", Level = LogLevel.Error,
        Message = "Found no readable message in {Queue} but {Size} bytes that start with '{Head}'; they are kept at the head of the "
            + "list '{Quarantine}'. Once whoever wrote them is mended: RPOPLPUSH '{Quarantine}' '{Queue}'")]
    public static partial void Quarantined(ILogger logger, string queue, long size, string head, string quarantine);

    [LoggerMessage(
        EventId = 1152, EventName = "RedisLeaseLost", Level = LogLevel.Warning,
        Message = "Message {DeliveryTag} of queue {Queue} is not ours any more: it was put back by another worker after "
            + "visibility_timeout, or Redis lost it. It may be run twice")]
    public static partial void LeaseLost(ILogger logger, string deliveryTag, string queue);

    [LoggerMessage(
        EventId = 1153, EventName = "RedisMessagesRestored", Level = LogLevel.Warning,
        Message = "Put back {Count} messages whose worker has not confirmed them within the visibility timeout of {Timeout}")]
    public static partial void Restored(ILogger logger, int count, TimeSpan timeout);

    [LoggerMessage(
        EventId = 1154, EventName = "RedisConsumerWaits", Level = LogLevel.Warning,
        Message = "Cannot take messages from Redis ({Operation}), trying again: {Problem}")]
    public static partial void Troubled(ILogger logger, string operation, string problem);

    [LoggerMessage(
        EventId = 1155, EventName = "RedisMessagesGivenBack", Level = LogLevel.Information,
        Message = "Restoring {Count} unacknowledged message(s)")]
    public static partial void GivenBack(ILogger logger, int count);

    [LoggerMessage(
        EventId = 1156, EventName = "RedisMessagesNotGivenBack", Level = LogLevel.Error,
        Message = "Could not give back {Count} unacknowledged message(s): {Problem} They stay in the books; a worker puts them "
            + "back when visibility_timeout ({Timeout}) is over")]
    public static partial void NotGivenBack(ILogger logger, int count, string problem, TimeSpan timeout);

    [LoggerMessage(
        EventId = 1157, EventName = "RedisSettlementLate", Level = LogLevel.Warning,
        Message = "The {Settlement} of message {DeliveryTag} of queue {Queue} came too late: it was not ours any more (put back by another "
            + "worker, or lost by Redis), so that it may be run twice")]
    public static partial void TooLate(ILogger logger, Settlement settlement, string deliveryTag, string queue);

    [LoggerMessage(
        EventId = 1158, EventName = "RedisBroadcastDropped", Level = LogLevel.Warning,
        Message = "Dropped a broadcast message on {Channel}: {Problem}")]
    public static partial void BroadcastDropped(ILogger logger, string channel, string problem);

    [LoggerMessage(
        EventId = 1159, EventName = "RedisPublishRepeated", Level = LogLevel.Warning,
        Message = "Publishing message {DeliveryTag} again: the connection broke before Redis confirmed it, so it may arrive twice. {Problem}")]
    public static partial void PublishRepeated(ILogger logger, string deliveryTag, string problem);

    [LoggerMessage(
        EventId = 1160, EventName = "RedisSettlementFailed", Level = LogLevel.Error,
        Message = "Redis refuses to settle {Count} messages: {Problem} They stay in the books and will be delivered again after "
            + "visibility_timeout")]
    public static partial void SettlementFailed(ILogger logger, int count, string problem);

    [LoggerMessage(
        EventId = 1161, EventName = "RedisFetchRecovered", Level = LogLevel.Information,
        Message = "Put back {Count} messages that Redis had handed out when the connection broke")]
    public static partial void FetchRecovered(ILogger logger, int count);

    [LoggerMessage(
        EventId = 1162, EventName = "RedisBindingRefused", Level = LogLevel.Warning,
        Message = "Redis refuses to bind queues to the exchange '{Exchange}': {Problem}")]
    public static partial void BindingRefused(ILogger logger, string exchange, string problem);
}
