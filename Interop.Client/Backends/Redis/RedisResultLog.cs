using Microsoft.Extensions.Logging;

namespace Interop.Client.Backends.Redis;

/// <summary>Event ids 1200 to 1249.</summary>
internal static partial class RedisResultLog
{
    [LoggerMessage(
        EventId = 1200, EventName = "RedisResultRetried", Level = LogLevel.Warning,
        Message = "The result backend {Backend} does not answer, trying again: {Problem}")]
    public static partial void Retried(ILogger logger, string backend, string problem);

    [LoggerMessage(
        EventId = 1201, EventName = "RedisResultPushUnreadable", Level = LogLevel.Warning,
        Message = "What was published on {Channel} is no result document; reading the stored one instead. {Problem}")]
    public static partial void PushUnreadable(ILogger logger, string channel, string problem);
}
