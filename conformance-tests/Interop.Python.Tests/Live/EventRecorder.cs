using Interop.Testing;
using Interop.Testing.Processes;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Live;

/// <summary>Python's own event receiver and state in a process of their own.</summary>
public sealed class EventRecorder : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private EventRecorder(ChildProcess process) => _process = process;

    /// <summary>Everything heard so far.</summary>
    public IReadOnlyList<RecordedEvent> Events =>
    [
        .. _process.Output.Split('\n').Where(line => line.StartsWith("{\"keys\"", StringComparison.Ordinal)).Select(RecordedEvent.Parse),
    ];

    public static async Task<EventRecorder> StartAsync(string brokerUrl, string settings, CancellationToken cancellationToken)
    {
        var process = PythonProcess.Start("event_recorder.py", ["event_recorder.py"], new Dictionary<string, string?>
        {
            ["BROKER_URL"] = brokerUrl,
            ["RESULT_BACKEND"] = "",
            ["INTEROP_SETTINGS"] = settings,
        });
        await process.WaitForLineAsync(line => line == "recording", TimeSpan.FromSeconds(60), "'recording'", cancellationToken);
        return new EventRecorder(process);
    }

    /// <summary>Waits for an event.</summary>
    public async Task<RecordedEvent> WaitAsync(string what, Func<RecordedEvent, bool> match, CancellationToken cancellationToken)
    {
        var all = await Eventually.GetAsync(
            () => Task.FromResult(Events), events => events.Any(match), TimeSpan.FromSeconds(60), what, cancellationToken);
        return all.First(match);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
