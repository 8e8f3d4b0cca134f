using Microsoft.Extensions.Logging;

namespace Interop.Client.Resp;

/// <summary>Event ids 1100 to 1149.</summary>
internal static partial class RespLog
{
    [LoggerMessage(
        EventId = 1100, EventName = "RedisConnected", Level = LogLevel.Debug,
        Message = "Connected to Redis at {Endpoint} (connection {Generation})")]
    public static partial void Connected(ILogger logger, RespEndpoint endpoint, long generation);

    [LoggerMessage(
        EventId = 1101, EventName = "RedisConnectFailed", Level = LogLevel.Warning,
        Message = "Cannot connect to Redis ({Servers}): {Problem}. Trying again in {Seconds:0.00} seconds.")]
    public static partial void ConnectFailed(ILogger logger, RespOptions servers, string problem, double seconds);

    [LoggerMessage(
        EventId = 1102, EventName = "RedisConnectionLost", Level = LogLevel.Warning,
        Message = "The connection to Redis at {Endpoint} is gone: {Problem}")]
    public static partial void ConnectionLost(ILogger logger, RespEndpoint endpoint, string problem);

    [LoggerMessage(
        EventId = 1103, EventName = "RedisMasterFound", Level = LogLevel.Information,
        Message = "Sentinel {Sentinel} names {Master} as the master of {MasterName}")]
    public static partial void MasterFound(ILogger logger, RespEndpoint sentinel, RespEndpoint master, string masterName);

    [LoggerMessage(
        EventId = 1104, EventName = "RedisTrackingRefused", Level = LogLevel.Warning,
        Message = "Redis refuses CLIENT TRACKING, so waiting for messages polls instead of being woken up: {Problem}")]
    public static partial void TrackingRefused(ILogger logger, string problem);

    [LoggerMessage(
        EventId = 1105, EventName = "RedisHandlerFailed", Level = LogLevel.Error,
        Message = "A handler of messages on {Channel} failed; the message is skipped for it")]
    public static partial void HandlerFailed(ILogger logger, string channel, Exception exception);

    [LoggerMessage(
        EventId = 1106, EventName = "RedisSubscriptionRefused", Level = LogLevel.Warning,
        Message = "Redis refuses the subscription to {Channel}: {Problem}")]
    public static partial void SubscriptionRefused(ILogger logger, string channel, string problem);
}
