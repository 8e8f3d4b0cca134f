using Interop.Client.Configuration;
using Interop.Worker.Registration.Binding;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Registration;

/// <summary>A registered task: its name, how it is run, and its options with the app's settings filled in. Celery: a <c>Task</c> class.</summary>
internal sealed class TaskDefinition
{
    private volatile TaskLimits _limits;

    public TaskDefinition(string name, TaskInvoker invoker, TaskOptions options, CeleryOptions app, ILogger logger)
    {
        Name = name;
        Invoker = invoker;
        Options = options;
        Logger = logger;
        AcksLate = options.AcksLate ?? app.TaskAcksLate;
        AcksOnFailureOrTimeout = options.AcksOnFailureOrTimeout ?? app.TaskAcksOnFailureOrTimeout;
        IgnoreResult = options.IgnoreResult ?? app.TaskIgnoreResult;
        StoreErrorsEvenIfIgnored = options.StoreErrorsEvenIfIgnored ?? app.TaskStoreErrorsEvenIfIgnored;
        TrackStarted = options.TrackStarted ?? app.TaskTrackStarted;
        RejectOnWorkerLost = options.RejectOnWorkerLost ?? app.TaskRejectOnWorkerLost;
        var rate = options.RateLimit ?? app.TaskDefaultRateLimit;
        _limits = new TaskLimits(
            options.SoftTimeLimit ?? app.TaskSoftTimeLimit, options.TimeLimit ?? app.TaskTimeLimit,
            string.IsNullOrEmpty(rate) ? null : RateLimit.Parse(rate));
        SendEvents = options.SendEvents;
    }

    public string Name { get; }

    public TaskInvoker Invoker { get; }

    public TaskOptions Options { get; }

    /// <summary>For the task's own lines; its category is the task's name.</summary>
    public ILogger Logger { get; }

    public bool AcksLate { get; }

    public bool AcksOnFailureOrTimeout { get; }

    public bool IgnoreResult { get; }

    public bool StoreErrorsEvenIfIgnored { get; }

    public bool TrackStarted { get; }

    /// <summary>True requeues the message of a late acknowledged task whose process was lost. Celery: <c>reject_on_worker_lost</c>.</summary>
    public bool RejectOnWorkerLost { get; }

    /// <summary>True when a task whose process was lost goes back to its queue and leaves no record.</summary>
    public bool RequeuesWhenLost => AcksLate && RejectOnWorkerLost;

    /// <summary>Time and rate limits; remote control changes them while tasks run.</summary>
    public TaskLimits Limits
    {
        get => _limits;
        set => _limits = value;
    }

    public TimeSpan? SoftTimeLimit => _limits.SoftTimeLimit;

    public TimeSpan? TimeLimit => _limits.TimeLimit;

    public bool SendEvents { get; }

    /// <summary>True when an exception of this kind makes the task run again by itself. Celery: <c>autoretry_for</c>.</summary>
    public bool RetriesFor(Exception exception)
    {
        foreach (var type in Options.AutoRetryFor)
        {
            if (type.IsInstanceOfType(exception))
            {
                return true;
            }
        }

        return false;
    }
}
