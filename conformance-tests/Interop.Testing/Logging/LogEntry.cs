using Microsoft.Extensions.Logging;

namespace Interop.Testing.Logging;

/// <summary>One message that was logged.</summary>
/// <param name="Category">The logger's name.</param>
/// <param name="Level">Its level.</param>
/// <param name="Id">Its event id.</param>
/// <param name="Message">The text, values filled in.</param>
/// <param name="Values">The values of the template.</param>
/// <param name="Error">The exception, if there was one.</param>
public sealed record LogEntry(
    string Category, LogLevel Level, EventId Id, string Message, IReadOnlyDictionary<string, object?> Values, Exception? Error)
{
    public override string ToString()
        => $"{Level} {Id.Id} {Message}{(Error is null ? "" : $" ({Error.GetType().Name}: {Error.Message})")}";
}
