using Interop.Client.Configuration;
using Interop.Worker.Registration.Binding;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Registration;

/// <summary>A registered task: its name, how it is run, and its options with the app's settings filled in. Celery: a <c>Task</c> class.</summary>
internal sealed class TaskDefinition
{
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
        SoftTimeLimit = options.SoftTimeLimit ?? app.TaskSoftTimeLimit;
        TimeLimit = options.TimeLimit ?? app.TaskTimeLimit;
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

    public TimeSpan? SoftTimeLimit { get; }

    public TimeSpan? TimeLimit { get; }

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
