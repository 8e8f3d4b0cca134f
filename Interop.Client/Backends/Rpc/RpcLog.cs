using Microsoft.Extensions.Logging;

namespace Interop.Client.Backends.Rpc;

/// <summary>Log messages of the rpc backend, events 1300 to 1309.</summary>
internal static partial class RpcLog
{
    [LoggerMessage(EventId = 1300, EventName = "RpcUnreadableReply", Level = LogLevel.Warning,
        Message = "A result message for task {TaskId} was dropped, since it cannot be read: {Reason}")]
    public static partial void UnreadableReply(ILogger logger, string? taskId, string reason);
}
