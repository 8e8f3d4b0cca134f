using System.Globalization;

namespace Interop.Protocol.Envelopes;

/// <summary>Names of files of the filesystem transport. Celery: <c>kombu/transport/filesystem.py</c>.</summary>
public static class FileSystemNames
{
    private const string Suffix = ".msg";

    /// <summary>Name of a new message: <c>milliseconds_uuid.queue.msg</c>; sorted by name, files come in order of time (per boot).</summary>
    /// <param name="queue">Queue it is for.</param>
    /// <param name="milliseconds">A monotonic clock, in milliseconds.</param>
    /// <param name="id">A new id.</param>
    public static string Message(string queue, long milliseconds, Guid id) =>
        string.Create(CultureInfo.InvariantCulture, $"{milliseconds}_{id:D}.{queue}{Suffix}");

    /// <summary>Queue of a message file, or null when the name is no message's.</summary>
    /// <remarks>Everything after the first dot: queue names may hold dots, what comes before them does not.</remarks>
    public static string? QueueOf(string fileName)
    {
        var dot = fileName.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && fileName.EndsWith(Suffix, StringComparison.Ordinal) && fileName.Length > dot + 1 + Suffix.Length
            ? fileName[(dot + 1)..^Suffix.Length]
            : null;
    }

    /// <summary>True when kombu takes the file for that queue: it looks for <c>.queue.msg</c> anywhere, so that <c>celery</c> also gets the
    /// messages of <c>x.celery</c>. Use <see cref="QueueOf"/> to be exact.</summary>
    public static bool IsTakenByPython(string fileName, string queue) =>
        fileName.Contains($".{queue}{Suffix}", StringComparison.Ordinal);

    /// <summary>Name of the file that holds the bindings of an exchange, in the control folder (kombu 5.3 and later).</summary>
    public static string Exchange(string exchange) => exchange + ".exchange";
}
