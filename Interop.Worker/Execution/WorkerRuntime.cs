using Interop.Client;
using Interop.Worker.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Execution;

/// <summary>What the parts of one worker share.</summary>
internal sealed class WorkerRuntime : IDisposable
{
    private readonly CancellationTokenSource _abort = new();

    public WorkerRuntime(CeleryApp app, WorkerSettings settings, TaskRegistry registry, IServiceScopeFactory? scopes, Random chance)
    {
        App = app;
        Settings = settings;
        Registry = registry;
        Scopes = scopes;
        Chance = chance;
        Clock = new WorkerClock(app.Time, app.Options);
        Logger = app.Loggers.CreateLogger("Interop.Worker");
        Counts = new WorkerCounts();
    }

    public CeleryApp App { get; }

    public WorkerSettings Settings { get; }

    public TaskRegistry Registry { get; }

    /// <summary>Null where tasks can have no services (tests of the pipeline).</summary>
    public IServiceScopeFactory? Scopes { get; }

    /// <summary>Source of jitter; thread safe.</summary>
    public Random Chance { get; }

    public WorkerClock Clock { get; }

    public ILogger Logger { get; }

    public WorkerCounts Counts { get; }

    public int ProcessId { get; } = Environment.ProcessId;

    /// <summary>Cancelled when the time to shut down is over: tasks are to end, and nothing more is waited for.</summary>
    public CancellationToken Aborted => _abort.Token;

    public void Abort() => _abort.Cancel();

    public void Dispose() => _abort.Dispose();
}
