using Microsoft.Extensions.Logging;

namespace Interop.Client.Control;

internal static partial class ControlLog
{
    [LoggerMessage(1600, LogLevel.Warning, "An answer to control command {Ticket} cannot be read: {Reason}", EventName = "UnreadableControlReply")]
    public static partial void UnreadableReply(ILogger logger, string ticket, string reason);

    [LoggerMessage(1601, LogLevel.Debug, "The reply queue {Queue} could not be deleted: {Reason}", EventName = "ControlReplyQueueStays")]
    public static partial void ReplyQueueStays(ILogger logger, string queue, string reason);

    [LoggerMessage(1602, LogLevel.Warning,
        "Received multiple replies from node {Node}. Please make sure you give each node a unique node name.", EventName = "DuplicateNodeName")]
    public static partial void DuplicateNode(ILogger logger, string node);
}
