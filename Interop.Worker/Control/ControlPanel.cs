using System.Collections.Frozen;
using Interop.Client.Brokers;
using Interop.Protocol.Values;
using Interop.Worker.Consuming;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;
using Interop.Worker.Execution.Pools;
using Interop.Worker.State;

namespace Interop.Worker.Control;

/// <summary>Everything a command may look at or change, and the commands by name. Celery: <c>celery/worker/control.py</c>, <c>Panel</c>.</summary>
internal sealed class ControlPanel : IAsyncDisposable
{
    private readonly FrozenDictionary<string, ControlCommand> _commands;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskTracker _later = new();
    private int _savePending;

    public ControlPanel(WorkerRuntime runtime, ITaskPool pool, WorkerConsumer sorter, PrefetchGate gate, TaskQueues queues)
    {
        Runtime = runtime;
        Pool = pool;
        Sorter = sorter;
        Gate = gate;
        Queues = queues;
        StateFile = runtime.Settings.StateFile is { } path ? new WorkerStateFile(runtime, path) : null;
        StartedOn = runtime.Clock.Now;
        IEnumerable<ControlCommand> commands =
        [
            .. InspectCommands.All, .. TaskCommands.All, .. RevokeCommands.All, .. WorkerCommands.All,
        ];
        _commands = commands.SelectMany(command => command.Names.Select(name => (name, command)))
            .ToFrozenDictionary(pair => pair.name, pair => pair.command, StringComparer.Ordinal);
    }

    public WorkerRuntime Runtime { get; }

    public ITaskPool Pool { get; }

    public WorkerConsumer Sorter { get; }

    public PrefetchGate Gate { get; }

    public TaskQueues Queues { get; }

    /// <summary>Null when nothing is kept over restarts.</summary>
    public WorkerStateFile? StateFile { get; }

    /// <summary>Null unless the pool grows and shrinks by itself.</summary>
    public IAutoscaler? Autoscaler { get; set; }

    public DateTimeOffset StartedOn { get; }

    public IReadOnlyList<QueueDeclaration> ActiveQueues => Queues.Current;

    /// <summary>Memory samples taken by <c>memsample</c>; the oldest go first.</summary>
    public MemorySamples Memory { get; } = new();

    public ControlCommand? Find(string name) => _commands.GetValueOrDefault(name);

    /// <summary>Begins work that the answer does not wait for.</summary>
    public void Later(Func<CancellationToken, Task> work) => _later.Track(AttemptAsync(work));

    /// <summary>Writes the state file, where there is one; changes that come meanwhile are written together.</summary>
    public void StateChanged()
    {
        if (StateFile is { } file && Interlocked.Exchange(ref _savePending, 1) == 0)
        {
            Later(_ => file.SaveAsync(() => Volatile.Write(ref _savePending, 0)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _later.WhenIdleAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Tasks in hand that neither run nor wait for their time.</summary>
    public IEnumerable<TaskContext> Waiting() => Runtime.State.Reserved.Where(task => !Runtime.State.IsActive(task));

    /// <summary>Tasks in hand by id, without those that wait for their time: Celery does not know those by id.</summary>
    public IReadOnlyDictionary<string, TaskContext> FindTasks(IEnumerable<string> ids)
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, TaskContext>(StringComparer.Ordinal);
        foreach (var task in Runtime.State.Reserved.Where(task => wanted.Contains(task.Id)))
        {
            found.TryAdd(task.Id, task);
        }

        return found;
    }

    /// <summary>A value under <c>ok</c>.</summary>
    public static WireValue Ok(string text) => new WireMap(1).With("ok", text);

    /// <summary>A value under <c>error</c>.</summary>
    public static WireValue Error(string text) => new WireMap(1).With("error", text);

    private async Task AttemptAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The worker stops.
        }
        catch (Exception e)
        {
            Log.LaterFailed(Runtime.Logger, e);
        }
    }
}
