using Interop.Client.Events;
using Interop.Protocol.Events;
using Interop.Protocol.Results;
using Interop.Protocol.Values;
using Interop.Worker.Execution;

namespace Interop.Worker.Events;

/// <summary>Tells the fleet what a worker and its tasks do. Called on the hot path: never blocks, never throws for reasons of the broker.</summary>
/// <remarks>Celery: <c>celery/worker/consumer/events.py</c>, <c>heart.py</c> and <c>gossip.py</c> in one.</remarks>
internal sealed class WorkerEvents
{
    private readonly WorkerRuntime _runtime;
    private readonly Lazy<EventDispatcher> _dispatcher;
    private readonly bool _isEnabled;
    private readonly Heart? _heart;
    private readonly SoftwareInfo _software;
    private volatile bool _sendsTasks;
    private Gossip? _gossip;
    private int _started;

    public WorkerEvents(WorkerRuntime runtime)
    {
        _runtime = runtime;
        var settings = runtime.Settings;
        _isEnabled = settings.SendTaskEvents || settings.SendHeartbeats || settings.Gossip;
        _sendsTasks = settings.SendTaskEvents;
        _software = new SoftwareInfo(runtime.App.Options.Release);
        _heart = settings.SendHeartbeats ? new Heart(runtime.Clock.Time, settings.HeartbeatInterval, SendWorker) : null;

        // Made at the first use: there are runtimes that never send.
        _dispatcher = new(() => new EventDispatcher(runtime.App, new EventDispatcherOptions
        {
            Hostname = settings.NodeName,
            Groups = settings.SendTaskEvents ? null : [EventTypes.WorkerGroup],
            BufferGroup = EventTypes.TaskGroup,
        }));
    }

    /// <summary>Whether events of tasks are sent now.</summary>
    public bool SendsTaskEvents => _sendsTasks;

    /// <summary>Who else there is; null where the worker does not gossip.</summary>
    public Gossip? Gossip => _gossip;

    /// <summary>Says that the worker is online, and begins to send heartbeats and to listen; does not wait for any of it.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            return;
        }

        _heart?.Start();
        if (_runtime.Settings.Gossip && Gossip.Works(_runtime.App))
        {
            _gossip = new Gossip(_runtime, _dispatcher.Value);
            _gossip.Start();
        }
    }

    /// <summary>Says that the worker is offline, once all else is said; bounded in time.</summary>
    public async Task StopAsync()
    {
        if (_gossip is { } gossip)
        {
            // A broker that is gone must not hold up the end of the worker.
            await gossip.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(1), TimeProvider.System)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_heart is { } heart && Volatile.Read(ref _started) != 0)
        {
            await heart.DisposeAsync().ConfigureAwait(false);
        }

        if (_dispatcher.IsValueCreated)
        {
            await _dispatcher.Value.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Sends events of tasks from now on. False where that is so already. Celery: the command <c>enable_events</c>.</summary>
    public bool EnableTaskEvents()
    {
        if (!_isEnabled || !_dispatcher.Value.Enable(EventTypes.TaskGroup))
        {
            return false;
        }

        _sendsTasks = true;
        return true;
    }

    /// <summary>Sends no more events of tasks. False where that is so already, and in a worker that was started with <c>-E</c>, which
    /// Celery cannot stop either. Celery: the command <c>disable_events</c>.</summary>
    public bool DisableTaskEvents()
    {
        if (!_isEnabled || !_dispatcher.Value.Disable(EventTypes.TaskGroup))
        {
            return false;
        }

        _sendsTasks = false;
        return true;
    }

    /// <summary>Sends no events of tasks, whatever comes: in a process of a pool, whose worker sends them.</summary>
    public void LeaveToWorker() => _sendsTasks = false;

    /// <summary>Sends one heartbeat out of turn. Celery: the command <c>heartbeat</c>.</summary>
    public void SendHeartbeat()
    {
        if (_isEnabled)
        {
            _dispatcher.Value.Send(EventTypes.WorkerHeartbeat, _software, static (ref writer, software) =>
            {
                writer.Integer("freq"u8, 5);
                software.Write(ref writer);
            });
        }
    }

    /// <summary>Asks the fleet who is to do something. Celery: the command <c>election</c>.</summary>
    /// <param name="id">Id of the question.</param>
    /// <param name="topic">What it is about; <c>task</c>: the winner sends the signature.</param>
    /// <param name="action">What is to be done.</param>
    public void StartElection(string id, string topic, WireValue action) => _gossip?.StartElection(id, topic, action);

    /// <summary>An event of a task's own: alone in its message, and sent whatever is enabled. Celery: <c>Task.send_event</c>.</summary>
    public void SendCustom(string type, WireMap fields) => _dispatcher.Value.SendAlone(type, fields);

    public void Received(TaskContext task)
    {
        if (Sends(task))
        {
            _dispatcher.Value.Send(EventTypes.TaskReceived, (task, _runtime.Clock), TaskEvents.Received);
        }
    }

    public void Started(TaskContext task)
    {
        if (Sends(task))
        {
            _dispatcher.Value.Send(EventTypes.TaskStarted, task, TaskEvents.Id);
        }
    }

    public void Settled(TaskContext task, RemoteError? error, TimeSpan runtime)
    {
        if (!Sends(task))
        {
            return;
        }

        var dispatcher = _dispatcher.Value;
        switch (task.Ending)
        {
            case TaskEnding.Success:
                dispatcher.Send(EventTypes.TaskSucceeded, (task, runtime), TaskEvents.Succeeded);
                break;
            case TaskEnding.WorkerLost when task.Definition.RequeuesWhenLost:
                // It runs again, and nothing is stored.
                break;
            case TaskEnding.Failure or TaskEnding.TimeLimit or TaskEnding.WorkerLost:
                dispatcher.Send(EventTypes.TaskFailed, (task, error?.ToString() ?? "None", error), TaskEvents.Raised);
                break;
            case TaskEnding.Retry:
                var cause = TaskConclusion.RetryCause(_runtime, task) ?? "None";
                dispatcher.Send(EventTypes.TaskRetried, (task, cause, error), TaskEvents.Raised);
                break;
            case TaskEnding.Revoked:
                dispatcher.Send(EventTypes.TaskRevoked, task, TaskEvents.Revoked);
                break;
            case TaskEnding.Reject when task.Definition.AcksLate:
                dispatcher.Send(EventTypes.TaskRejected, task, TaskEvents.Rejected);
                break;
            case TaskEnding.Aborted:
                dispatcher.Send(EventTypes.TaskCancelled, task, TaskEvents.Id);
                break;
        }
    }

    public void Unregistered(string taskId, string taskName)
    {
        if (_sendsTasks)
        {
            _dispatcher.Value.Send(EventTypes.TaskFailed, (taskId, taskName), TaskEvents.Unregistered);
        }
    }

    private bool Sends(TaskContext task) => _sendsTasks && task.Definition.SendEvents;

    private void SendWorker(string type) => _dispatcher.Value.Send(type, this, static (ref writer, events) =>
    {
        var (one, five, fifteen) = LoadAverage.Read();
        writer.Float("freq"u8, events._runtime.Settings.HeartbeatInterval.TotalSeconds);
        writer.Integer("active"u8, events._runtime.Counts.Active);
        writer.Integer("processed"u8, events._runtime.Counts.Processed);
        writer.Floats("loadavg"u8, [one, five, fifteen]);
        events._software.Write(ref writer);
    });
}
