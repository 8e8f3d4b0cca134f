using System.Text.Json;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Live;

/// <summary>A test between a Python worker and a C# worker that many tests share.</summary>
public abstract class PairTests(LivePairs pairs, PairKind kind) : IAsyncLifetime
{
    /// <summary>Far above what anything takes, also on a loaded machine.</summary>
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private LivePair? _pair;
    private InstalledCelery? _celery;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected LivePair Pair => _pair!;

    /// <summary>What the Python of this run can do.</summary>
    protected InstalledCelery Celery => _celery!;

    protected PythonCelery Python => Pair.Python;

    protected Client.CeleryApp App => Pair.App;

    public async ValueTask InitializeAsync()
    {
        _celery = await InstalledCelery.GetAsync();
        _pair = await pairs.GetAsync(kind);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Python sends, and reads what came of it.</summary>
    protected async Task<PythonResult> CallAsync(string name, string args = "[]", string kwargs = "{}", string options = "{}")
        => await GetAsync(await Python.SendTaskAsync(name, args, kwargs, options, Cancellation));

    /// <summary>Python's <c>AsyncResult(id).get()</c>.</summary>
    protected Task<PythonResult> GetAsync(string taskId) => Python.GetAsync(taskId, Deadline, Cancellation);

    /// <summary>What Python's <c>get()</c> raised.</summary>
    protected async Task<PythonError> RaisedAsync(string taskId)
    {
        var result = await GetAsync(taskId);
        return result.Raised ?? throw new InvalidOperationException($"Python raised nothing but got {result.Repr}.");
    }

    /// <summary>A signature as Python puts it into a message.</summary>
    protected static string Signature(string task, string args = "[]", string options = "{}", bool immutable = false)
        => PythonCelery.Signature(task, args, options: options, immutable: immutable).ToJsonString();

    /// <summary>Waits for a line a callback in Python wrote.</summary>
    protected async Task<JsonElement> RecordedAsync(Func<JsonElement, bool> match)
    {
        var entries = await Eventually.GetAsync(
            async () => (await File.ReadAllLinesAsync(Pair.RecordFile, Cancellation)).Select(Parse).ToList(),
            all => all.Exists(entry => match(entry)), Deadline, "a callback in Python", Cancellation);
        return entries.First(match);
    }

    protected static string NewId() => Guid.NewGuid().ToString();

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;
}
