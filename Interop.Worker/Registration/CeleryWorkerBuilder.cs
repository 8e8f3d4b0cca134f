using System.Reflection;
using Interop.Client;
using Interop.Client.Configuration;
using Interop.Worker.Execution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Interop.Worker.Registration;

/// <summary>What a worker serves and how; handed to the callback of <c>AddWorker</c>. Null leaves an option to the app's settings.</summary>
public sealed class CeleryWorkerBuilder
{
    private readonly Dictionary<string, TaskBuilder> _tasks = new(StringComparer.Ordinal);
    private readonly List<Func<TaskContext, TaskDelegate, Task>> _middleware = [];

    internal CeleryWorkerBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Name of this worker: <c>name@host</c>, with <c>%h</c> for the machine. Default <c>celery@%h</c>. Celery: <c>--hostname</c>.</summary>
    public string NodeName { get; set; } = "celery@%h";

    /// <summary>Tasks that run at once. Default: <c>worker_concurrency</c>, else the number of processors. Celery: <c>--concurrency</c>.</summary>
    public int? Concurrency { get; set; }

    /// <summary>Prefetch is this times the concurrency; 0 is no limit. Default: <c>worker_prefetch_multiplier</c>.</summary>
    public int? PrefetchMultiplier { get; set; }

    /// <summary>Takes a message only when a slot is free for it, so that none waits here while another worker is idle; on Redis, files and
    /// in memory, not on RabbitMQ. Default: <c>worker_disable_prefetch</c>. Celery 5.6, on Redis: <c>--disable-prefetch</c>.</summary>
    public bool? DisablePrefetch { get; set; }

    /// <summary>Names of the queues to consume. Default: <c>task_queues</c>, else the default queue. With <c>worker_direct</c> the worker's
    /// own queue is consumed besides. Celery: <c>--queues</c>.</summary>
    public IList<string> Queues { get; } = [];

    /// <summary>Names of queues not to consume, of <see cref="Queues"/> or, where that is empty, of <c>task_queues</c>; names that are not
    /// among them do not matter. Default none. Celery: <c>--exclude-queues</c>.</summary>
    public IList<string> ExcludedQueues { get; } = [];

    /// <summary>Serializer names or content types of tasks that this worker reads, e.g. <c>["json", "pickle"]</c>; null for those of
    /// the app. Default null. Celery: <c>accept_content</c>.</summary>
    public IReadOnlyList<string>? AcceptContent { get; set; }

    /// <summary>Where task code runs. Default: <c>worker_pool</c>, else <see cref="PoolKind.Async"/>. Celery: <c>--pool</c>.</summary>
    /// <remarks>With <see cref="PoolKind.Processes"/> the program is started again once for each process: everything up to the start of its
    /// host runs there too, and then, instead of its hosted services, tasks. See <c>docs/pools.md</c>.</remarks>
    public PoolKind? Pool { get; set; }

    /// <summary>Tasks after which a process of the pool is replaced. Default: <c>worker_max_tasks_per_child</c>. Celery:
    /// <c>--max-tasks-per-child</c>.</summary>
    public int? MaxTasksPerChild { get; set; }

    /// <summary>KiB of resident memory beyond which a process of the pool is replaced after its task. Default:
    /// <c>worker_max_memory_per_child</c>. Celery: <c>--max-memory-per-child</c>.</summary>
    public int? MaxMemoryPerChild { get; set; }

    /// <summary>Grows and shrinks the pool by load: <c>max,min</c>, e.g. <c>10,3</c>; null for a pool of fixed size. Takes the place of
    /// <see cref="Concurrency"/>. Celery: <c>--autoscale</c>.</summary>
    public string? Autoscale { get; set; }

    /// <summary>How long running tasks may go on after the host began to stop; what is not done then goes back to its queue.
    /// Default 25 s, and never longer than the host allows.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>What becomes of messages nobody can read. Default <see cref="UndeliverablePolicy.Quarantine"/>.</summary>
    public UndeliverablePolicy Undeliverable { get; set; }

    /// <summary>What becomes of tasks that are not registered. Default <see cref="UnknownTaskPolicy.Reject"/>.</summary>
    public UnknownTaskPolicy UnknownTasks { get; set; }

    /// <summary>How long a message that only another member of the fleet can run is held before it goes back to its queue. Doubles
    /// each time the same message comes again, up to 20 times this. Default 30 s.</summary>
    public TimeSpan ParkDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many such messages may be held in addition to the prefetch. Default 1000.</summary>
    public int ParkLimit { get; set; } = 1000;

    /// <summary>Asks the other workers at start what is revoked; waits for the next answer a second at most. On RabbitMQ and Redis only.
    /// Default true. Celery: <c>--without-mingle</c>.</summary>
    public bool Mingle { get; set; } = true;

    /// <summary>File that keeps the ids of revoked tasks over restarts. Default: <c>worker_state_db</c>, else none. Celery:
    /// <c>--statedb</c>, whose format is another.</summary>
    public string? StateFile { get; set; }

    /// <summary>Sends events of tasks from the start; else they begin when <c>enable_events</c> comes. Default:
    /// <c>worker_send_task_events</c>. Celery: <c>--task-events</c>, <c>-E</c>.</summary>
    public bool? SendTaskEvents { get; set; }

    /// <summary>Tells the fleet that the worker is online, alive and offline. Default true. Celery: not <c>--without-heartbeat</c>.</summary>
    public bool SendHeartbeats { get; set; } = true;

    /// <summary>Time between heartbeats. Default 2 s. Celery: <c>--heartbeat-interval</c>.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Hears of the other workers of the fleet and takes part in elections, on RabbitMQ and Redis. Default true. Celery: not
    /// <c>--without-gossip</c>.</summary>
    public bool Gossip { get; set; } = true;

    internal IReadOnlyList<Func<TaskContext, TaskDelegate, Task>> Middleware => _middleware;

    /// <summary>Registers a delegate as a task. Every parameter is an argument of the message unless it is a <see cref="TaskContext"/>,
    /// a <see cref="CancellationToken"/> or marked with <see cref="FromServicesAttribute"/>.</summary>
    /// <param name="name">Name of the task, as senders know it.</param>
    /// <param name="code">The code: synchronous, or returning a <see cref="Task"/> or <see cref="ValueTask"/>.</param>
    /// <exception cref="ArgumentException">The name is taken, or a parameter cannot come from a message.</exception>
    public TaskBuilder MapTask(string name, Delegate code)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(code);
        ArgumentBinder.Check(name, code);
        return Add(new TaskBuilder(name, new TaskOptions(), app => ArgumentBinder.Bind(name, code, app.Codec)));
    }

    /// <summary>Registers every public method of a class that has <see cref="CeleryTaskAttribute"/>. The class is added to the services as
    /// scoped, unless it is there already, and made anew for every run.</summary>
    /// <exception cref="ArgumentException">The class has no such method, a name is taken, or a parameter cannot come from a message.</exception>
    public CeleryWorkerBuilder MapTasks<T>()
        where T : class
    {
        var methods = typeof(T).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<CeleryTaskAttribute>()))
            .Where(x => x.Attribute is not null).ToList();
        if (methods.Count == 0)
        {
            throw new ArgumentException($"{typeof(T).Name} has no public method with [CeleryTask]. Mark its tasks.");
        }

        Services.TryAddScoped<T>();
        foreach (var (method, attribute) in methods)
        {
            var name = attribute!.Name;
            ArgumentBinder.Check(name, method);
            var instance = method.IsStatic ? null : typeof(T);
            Add(new TaskBuilder(name, attribute.ToOptions(), app => ArgumentBinder.Bind(name, method, instance, app.Codec)));
        }

        return this;
    }

    /// <summary>Adds a middleware around every task; the first added is the outermost. It runs in the task's execution slot.</summary>
    /// <param name="middleware">Gets the task and the rest of the pipeline. An exception it throws counts as the task's own.</param>
    public CeleryWorkerBuilder Use(Func<TaskContext, TaskDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _middleware.Add(middleware);
        return this;
    }

    internal TaskRegistry BuildRegistry(CeleryApp app) =>
        new([.. _tasks.Values.Select(task => task.Build(app)), .. BuiltinTasks.All(app).Where(t => !_tasks.ContainsKey(t.Name))]);

    private TaskBuilder Add(TaskBuilder task) => _tasks.TryAdd(task.Name, task)
        ? task
        : throw new ArgumentException($"Task '{task.Name}' is registered twice. Give each task a name of its own.");
}
