using Microsoft.Extensions.Logging;

namespace Interop.Worker.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(2450, LogLevel.Debug, "{NodeName} joined the party", EventName = "NodeJoined")]
    public static partial void NodeJoined(ILogger logger, string nodeName);

    [LoggerMessage(2451, LogLevel.Debug, "{NodeName} left", EventName = "NodeLeft")]
    public static partial void NodeLeft(ILogger logger, string nodeName);

    [LoggerMessage(2452, LogLevel.Information, "missed heartbeat from {NodeName}", EventName = "NodeLost")]
    public static partial void NodeLost(ILogger logger, string nodeName);

    [LoggerMessage(2453, LogLevel.Information, "I won the election '{ElectionId}'", EventName = "ElectionWon")]
    public static partial void ElectionWon(ILogger logger, string electionId);

    [LoggerMessage(2454, LogLevel.Information, "node {NodeName} elected for '{ElectionId}'", EventName = "NodeElected")]
    public static partial void NodeElected(ILogger logger, string nodeName, string electionId);

    [LoggerMessage(2455, LogLevel.Error, "Unknown election topic '{Topic}'; expected task.", EventName = "ElectionTopicUnknown")]
    public static partial void ElectionTopicUnknown(ILogger logger, string topic);

    [LoggerMessage(2456, LogLevel.Error, "An election request of {NodeName} misses a field and is left out.", EventName = "ElectionUnreadable")]
    public static partial void ElectionUnreadable(ILogger logger, string nodeName);

    [LoggerMessage(2457, LogLevel.Error, "The task this worker was elected to send could not be sent.", EventName = "ElectedTaskNotSent")]
    public static partial void ElectedTaskNotSent(ILogger logger, Exception exception);

    [LoggerMessage(2458, LogLevel.Warning, "gossip: {Reason} Trying again in {Seconds} seconds; tasks go on.", EventName = "GossipFailed")]
    public static partial void GossipFailed(ILogger logger, double seconds, Exception? exception, string reason);
}
