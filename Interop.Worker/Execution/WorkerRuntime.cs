using Interop.Client;
using Interop.Worker.Consuming;
using Interop.Worker.Events;
using Interop.Worker.Execution.Canvas;
using Interop.Worker.Registration;
using Interop.Worker.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Execution;

/// <summary>What the parts of one worker share.</summary>
internal sealed class WorkerRuntime : IDisposable
{
    private readonly CancellationTokenSource _aborted = new();
    private readonly CancellationTokenSource _closed = new();

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
        State = new WorkerState(app.Time);
        Events = new WorkerEvents(this);
        Gate = new PrefetchGate(
            settings.Concurrency, settings.PrefetchMultiplier, app.Options.WorkerEtaTaskLimit, settings.ParkLimit, settings.DisablePrefetch);
        Lifecycle = new TaskLifecycle(State, Counts, Events, Gate);
        Recorder = new ResultRecorder(this);
        Sender = new SignatureSender(this);
        ErrorCallbacks = new ErrorCallbacks(this, Sender);
        Chords = new ChordParts(this, Sender, ErrorCallbacks, Recorder);
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

    public WorkerState State { get; }

    /// <summary>What the worker tells the fleet, and hears of it.</summary>
    public WorkerEvents Events { get; }

    /// <summary>Stops the program warm; null where nobody hosts the worker.</summary>
    public Action? ShutDown { get; set; }

    public TaskLifecycle Lifecycle { get; }

    /// <summary>Writes the records of tasks.</summary>
    public ResultRecorder Recorder { get; }

    /// <summary>Sends what tasks bring about.</summary>
    public SignatureSender Sender { get; }

    public ErrorCallbacks ErrorCallbacks { get; }

    /// <summary>Counts the parts of chords.</summary>
    public ChordParts Chords { get; }

    /// <summary>How many deliveries may be here.</summary>
    public PrefetchGate Gate { get; }

    public int ProcessId { get; } = Environment.ProcessId;

    /// <summary>Cancelled when running tasks are to end because the worker ends.</summary>
    public CancellationToken Aborted => _aborted.Token;

    /// <summary>Cancelled when nothing is waited for any more: no broker, no backend. What is not settled then goes back.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Whether a task is no longer to be run: expired, or revoked by somebody. Then says so in the task.</summary>
    /// <remarks>Celery: <c>Request.revoked</c>.</remarks>
    public bool IsRevoked(TaskContext context)
    {
        if (context.Message.Headers.Expires is not null && Clock.Now > context.Expires)
        {
            context.Revocation = Revocation.Expired;
        }
        else if (State.Revoked.Contains(context.Id) || State.RevokedStamps.Matches(context.Headers))
        {
            context.Revocation = Revocation.Revoked;
        }
        else
        {
            return false;
        }

        context.Ending = TaskEnding.Revoked;
        return true;
    }

    /// <summary>Asks running tasks to end.</summary>
    public void Abort() => _aborted.Cancel();

    /// <summary>Gives up on everything.</summary>
    public void Close()
    {
        _closed.Cancel();
        _aborted.Cancel();
    }

    public void Dispose()
    {
        _aborted.Dispose();
        _closed.Dispose();
    }
}
