using Interop.Protocol.Events;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interop.Client.Events;

/// <summary>What a fleet does, as its events tell it: workers and tasks, within bounds. Thread safe; what it hands out does not change.</summary>
/// <remarks>Celery: <c>celery/events/state.py</c>, <c>State</c>.</remarks>
public sealed class ClusterState
{
    /// <summary>Seconds between sending and receiving above which clocks are said to be out of step. Celery:
    /// <c>HEARTBEAT_DRIFT_MAX</c>.</summary>
    private const int MostDrift = 16;

    private readonly TimeProvider _time;
    private readonly ClusterStateOptions _options;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ClusterWorker> _workers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClusterTask> _tasks = new(StringComparer.Ordinal);
    private readonly Queue<string> _taskOrder = new();
    private readonly SortedSet<string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _drifting = new(StringComparer.Ordinal);
    private long _eventCount;
    private long _taskCount;

    /// <summary>Makes an empty picture.</summary>
    /// <param name="time">The clock that workers are taken for dead by; the system's if null.</param>
    /// <param name="options">Its bounds; Celery's if null.</param>
    /// <param name="logger">Where clocks out of step are told of; nowhere if null.</param>
    public ClusterState(TimeProvider? time = null, ClusterStateOptions? options = null, ILogger? logger = null)
    {
        _time = time ?? TimeProvider.System;
        _options = options ?? new ClusterStateOptions();
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Events applied so far.</summary>
    public long EventCount => Interlocked.Read(ref _eventCount);

    /// <summary>Tasks received so far.</summary>
    public long TaskCount => Interlocked.Read(ref _taskCount);

    /// <summary>All workers that are known, alive or not.</summary>
    public IReadOnlyList<ClusterWorker> Workers => Read(() => _workers.Values.ToArray());

    /// <summary>Workers that seem to be alive. Celery: <c>alive_workers</c>.</summary>
    public IReadOnlyList<ClusterWorker> AliveWorkers
    {
        get
        {
            var now = _time.GetUtcNow();
            return [.. Workers.Where(worker => worker.IsAlive(now))];
        }
    }

    /// <summary>All tasks that are remembered, the latest first. Celery: <c>tasks_by_time</c>.</summary>
    public IReadOnlyList<ClusterTask> Tasks =>
        [.. Read(() => _tasks.Values.ToArray()).OrderByDescending(task => (task.Clock, task.Timestamp ?? 0))];

    /// <summary>Names of tasks that were seen, in order. Celery: <c>task_types</c>.</summary>
    public IReadOnlyList<string> TaskTypes => Read(() => _types.ToArray());

    /// <summary>A worker by its node name; null where it is unknown.</summary>
    public ClusterWorker? FindWorker(string hostname) => Read(() => _workers.GetValueOrDefault(hostname));

    /// <summary>A task by its id; null where it is unknown.</summary>
    public ClusterTask? FindTask(string id) => Read(() => _tasks.GetValueOrDefault(id));

    /// <summary>Tasks of a name, the latest first. Celery: <c>tasks_by_type</c>.</summary>
    public IReadOnlyList<ClusterTask> TasksOfType(string name) => [.. Tasks.Where(task => task.Name == name)];

    /// <summary>Tasks of a worker, the latest first. Celery: <c>tasks_by_worker</c>.</summary>
    public IReadOnlyList<ClusterTask> TasksOfWorker(string hostname) => [.. Tasks.Where(task => task.Worker == hostname)];

    /// <summary>Tasks that a task sent. Celery: <c>Task.children</c>.</summary>
    public IReadOnlyList<ClusterTask> Children(string id) => [.. Tasks.Where(task => task.ParentId == id)];

    /// <summary>Takes note of an event; one that is about neither workers nor tasks is only counted.</summary>
    /// <param name="told">From an <see cref="EventReceiver"/>.</param>
    public void Apply(CeleryEvent told)
    {
        ArgumentNullException.ThrowIfNull(told);
        lock (_lock)
        {
            _eventCount++;
            if (told.Hostname is not { } hostname)
            {
                return;
            }

            if (told.Group == EventTypes.WorkerGroup)
            {
                ApplyToWorker(told, hostname);
            }
            else if (told.Group == EventTypes.TaskGroup && told.TaskId is { } id)
            {
                ApplyToTask(told, hostname, id);
            }
        }
    }

    /// <summary>Forgets a worker.</summary>
    /// <returns>False where it was unknown.</returns>
    public bool RemoveWorker(string hostname) => Read(() => _workers.Remove(hostname));

    /// <summary>Forgets tasks. Celery: <c>clear_tasks</c>.</summary>
    /// <param name="onlyReady">Keeps those that have not ended.</param>
    public void ClearTasks(bool onlyReady = true)
    {
        lock (_lock)
        {
            var kept = onlyReady ? _taskOrder.Where(id => !_tasks[id].State.IsReady).ToArray() : [];
            var tasks = kept.Select(id => _tasks[id]).ToArray();
            _taskOrder.Clear();
            _tasks.Clear();
            foreach (var task in tasks)
            {
                Store(task);
            }
        }
    }

    private void ApplyToWorker(CeleryEvent told, string hostname)
    {
        var isOffline = told.Subject == "offline";
        var known = _workers.GetValueOrDefault(hostname);
        var worker = (known ?? new ClusterWorker { Hostname = hostname }).After(told);
        WarnOfDrift(told, hostname);
        if (isOffline)
        {
            _workers.Remove(hostname);
            _options.OnNodeLeft?.Invoke(worker);
            return;
        }

        Store(worker);
        if (known is null || told.Subject == "online")
        {
            _options.OnNodeJoined?.Invoke(worker);
        }
    }

    private void ApplyToTask(CeleryEvent told, string hostname, string id)
    {
        var task = _tasks.GetValueOrDefault(id) ?? new ClusterTask { Id = id };
        if (told.Subject == "sent")
        {
            task = task with { Client = hostname };
        }
        else
        {
            task = task with { Worker = hostname };
            var worker = _workers.GetValueOrDefault(hostname) ?? new ClusterWorker { Hostname = hostname };
            Store(told.LocalReceived is { } at ? worker.Beat(at) : worker);
        }

        if (told.Subject == "received")
        {
            _taskCount++;
        }

        task = task.After(told);
        if (task.Name is { } name)
        {
            _types.Add(name);
        }

        Store(task);
    }

    private void Store(ClusterWorker worker)
    {
        if (!_workers.ContainsKey(worker.Hostname) && _workers.Count >= _options.MaxWorkers)
        {
            var oldest = _workers.Values.MinBy(one => one.Heartbeats.Count == 0 ? 0 : one.Heartbeats[^1]);
            _workers.Remove(oldest!.Hostname);
        }

        _workers[worker.Hostname] = worker;
    }

    private void Store(ClusterTask task)
    {
        if (!_tasks.ContainsKey(task.Id))
        {
            _taskOrder.Enqueue(task.Id);
            if (_taskOrder.Count > _options.MaxTasks)
            {
                _tasks.Remove(_taskOrder.Dequeue());
            }
        }

        _tasks[task.Id] = task;
    }

    private void WarnOfDrift(CeleryEvent told, string hostname)
    {
        if (told is { LocalReceived: { } received, Timestamp: { } sent } && Math.Abs((long)received - (long)sent) is var drift and > MostDrift
            && _drifting.Count < 1000 && _drifting.Add(hostname))
        {
            EventsLog.Drift(_logger, hostname, drift, At(sent), At(received));
        }
    }

    private static DateTimeOffset At(double seconds) =>
        DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp(seconds, 0, 200_000_000_000));

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
