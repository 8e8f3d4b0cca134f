using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Interop.Testing.Logging;

/// <summary>Keeps everything that is logged, for assertions. Also a logger factory, for code without a host.</summary>
public sealed class RecordingLoggerProvider : ILoggerProvider, ILoggerFactory
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    /// <summary>Everything so far, oldest first.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    /// <summary>The texts so far, oldest first.</summary>
    public IReadOnlyList<string> Messages => [.. _entries.Select(entry => entry.Message)];

    public ILogger CreateLogger(string categoryName) => new RecordingLogger(this, categoryName);

    public void AddProvider(ILoggerProvider provider)
        => throw new NotSupportedException("A recording logger writes to itself only.");

    /// <summary>Waits for an entry, logged already or yet to come.</summary>
    public async Task<LogEntry> WaitForAsync(
        Func<LogEntry, bool> match, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        var found = await Eventually.GetAsync(
            () => Entries, entries => entries.Any(match), deadline, "a log entry", cancellationToken);
        return found.First(match);
    }

    public void Dispose()
    {
        // Nothing is held but memory.
    }

    private sealed class RecordingLogger(RecordingLoggerProvider owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            owner._entries.Enqueue(new(
                category, logLevel, eventId, formatter(state, exception),
                values.GroupBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(
                    group => group.Key, group => group.Last().Value, StringComparer.Ordinal),
                exception));
        }
    }
}
