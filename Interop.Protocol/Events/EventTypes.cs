namespace Interop.Protocol.Events;

/// <summary>Names of events: the words of Celery, and what follows from them for the exchange.</summary>
/// <remarks>Celery: <c>celery/events/event.py</c>, <c>group_from</c>. Custom types are any other word, best in one of these groups.</remarks>
public static class EventTypes
{
    /// <summary>Group of all events about tasks.</summary>
    public const string TaskGroup = "task";

    /// <summary>Group of all events about workers.</summary>
    public const string WorkerGroup = "worker";

    /// <summary>A producer has published a task.</summary>
    public const string TaskSent = "task-sent";

    /// <summary>A worker has a task in hand.</summary>
    public const string TaskReceived = "task-received";

    /// <summary>Its code begins to run.</summary>
    public const string TaskStarted = "task-started";

    /// <summary>It returned a value.</summary>
    public const string TaskSucceeded = "task-succeeded";

    /// <summary>It raised an exception, or is not registered.</summary>
    public const string TaskFailed = "task-failed";

    /// <summary>It is to run again.</summary>
    public const string TaskRetried = "task-retried";

    /// <summary>It expired, or somebody revoked or ended it.</summary>
    public const string TaskRevoked = "task-revoked";

    /// <summary>It gave its message back.</summary>
    public const string TaskRejected = "task-rejected";

    /// <summary>Its worker is going down and cut it short. Celery 5.1.</summary>
    public const string TaskCancelled = "task-cancelled";

    /// <summary>A worker begins to work.</summary>
    public const string WorkerOnline = "worker-online";

    /// <summary>A worker is alive.</summary>
    public const string WorkerHeartbeat = "worker-heartbeat";

    /// <summary>A worker has ended.</summary>
    public const string WorkerOffline = "worker-offline";

    /// <summary>A worker asks all others who is to do something.</summary>
    public const string WorkerElect = "worker-elect";

    /// <summary>A worker has seen such a question.</summary>
    public const string WorkerElectAck = "worker-elect-ack";

    /// <summary>The group of a type: what stands before its first dash.</summary>
    public static string Group(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var dash = type.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? type : type[..dash];
    }

    /// <summary>What follows the group: <c>received</c> of <c>task-received</c>; empty where there is no dash.</summary>
    public static string Subject(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var dash = type.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? "" : type[(dash + 1)..];
    }

    /// <summary>Routing key of an event that travels alone, e.g. <c>worker.elect.ack</c>.</summary>
    public static string RoutingKey(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Replace('-', '.');
    }

    /// <summary>Routing key of a list of events, e.g. <c>task.multi</c>.</summary>
    public static string BatchRoutingKey(string group) => group + ".multi";
}
