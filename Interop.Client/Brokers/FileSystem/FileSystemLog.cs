using Microsoft.Extensions.Logging;

namespace Interop.Client.Brokers.FileSystem;

internal static partial class FileSystemLog
{
    [LoggerMessage(1350, LogLevel.Error, "The folder {Folder} cannot be read, it is tried again: {Reason}")]
    public static partial void CannotRead(ILogger logger, string folder, string reason);

    [LoggerMessage(1351, LogLevel.Error,
        "A file in queue {Queue} is no message and was set aside as {Path}: {Reason} Mend it and move it back to have it delivered.")]
    public static partial void SetAside(ILogger logger, string queue, string path, string reason);

    [LoggerMessage(1352, LogLevel.Warning, "Restored {Count} messages that workers which are gone had taken.")]
    public static partial void Restored(ILogger logger, int count);
}
