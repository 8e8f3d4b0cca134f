using Interop.Protocol.Events;
using Interop.Protocol.Results;
using Interop.Protocol.Values;

namespace Interop.Client.Events;

/// <summary>A task as events tell of it. Immutable; null is what no event has told. Times are seconds since 1970.</summary>
/// <remarks>Events may come out of order: one that logically came before the present state does not set it back. Celery:
/// <c>celery/events/state.py</c>, <c>Task</c>.</remarks>
public sealed record ClusterTask
{
    /// <summary>Id of the task.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the task, or its shadow.</summary>
    public string? Name { get; init; }

    /// <summary>State; that of a custom event is its subject in upper case.</summary>
    public TaskState State { get; init; } = TaskState.Pending;

    /// <summary>When it was sent.</summary>
    public double? Sent { get; init; }

    /// <summary>When a worker received it.</summary>
    public double? Received { get; init; }

    /// <summary>When it was started.</summary>
    public double? Started { get; init; }

    /// <summary>When it succeeded.</summary>
    public double? Succeeded { get; init; }

    /// <summary>When it failed.</summary>
    public double? Failed { get; init; }

    /// <summary>When it was to run again.</summary>
    public double? Retried { get; init; }

    /// <summary>When it was revoked.</summary>
    public double? Revoked { get; init; }

    /// <summary>When it was rejected.</summary>
    public double? Rejected { get; init; }

    /// <summary>Positional arguments as Python prints them.</summary>
    public string? Args { get; init; }

    /// <summary>Keyword arguments as Python prints them.</summary>
    public string? Kwargs { get; init; }

    /// <summary>When it is to start, in ISO form.</summary>
    public string? Eta { get; init; }

    /// <summary>When it expires, in ISO form.</summary>
    public string? Expires { get; init; }

    /// <summary>How often it was retried.</summary>
    public long? Retries { get; init; }

    /// <summary>Node name of its worker.</summary>
    public string? Worker { get; init; }

    /// <summary>Name of the client that sent it.</summary>
    public string? Client { get; init; }

    /// <summary>Result as Python prints it.</summary>
    public string? Result { get; init; }

    /// <summary>Exception as Python prints it.</summary>
    public string? Exception { get; init; }

    /// <summary>Traceback.</summary>
    public string? Traceback { get; init; }

    /// <summary>Seconds its code ran.</summary>
    public double? Runtime { get; init; }

    /// <summary>Queue it was sent to.</summary>
    public string? Queue { get; init; }

    /// <summary>Exchange it was sent through.</summary>
    public string? Exchange { get; init; }

    /// <summary>Routing key it was sent with.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>Id of the first task of the workflow.</summary>
    public string? RootId { get; init; }

    /// <summary>Id of the task that sent it.</summary>
    public string? ParentId { get; init; }

    /// <summary>Time of the event that brought its state.</summary>
    public double? Timestamp { get; init; }

    /// <summary>Logical clock of the last event.</summary>
    public long Clock { get; init; }

    /// <summary>Fields of custom events.</summary>
    public WireMap? Extra { get; init; }

    /// <summary>The task after an event about it.</summary>
    internal ClusterTask After(CeleryEvent told)
    {
        var state = StateOf(told.Subject);
        var next = Stamped(told);
        if (state != TaskState.Retry && State != TaskState.Retry && Precedence(state) > Precedence(State))
        {
            // Logically before what is known already: the state stays. Of task-received only the description is taken.
            next = state == TaskState.Received ? next.Described(told) : next.Described(told).Told(told);
        }
        else
        {
            next = next.Described(told).Told(told) with { State = state, Timestamp = told.Timestamp ?? Timestamp };
        }

        return next;
    }

    /// <summary>Rank of a state, 0 the last to happen. Celery: <c>states.precedence</c>, whose unknown states rank between.</summary>
    internal static int Precedence(TaskState state) => state.Name switch
    {
        "SUCCESS" => 0,
        "FAILURE" => 1,
        "REVOKED" => 3,
        "STARTED" => 4,
        "RECEIVED" => 5,
        "REJECTED" => 6,
        "RETRY" => 7,
        "PENDING" => 8,
        _ => 2,
    };

    private static TaskState StateOf(string subject) => subject switch
    {
        "sent" => TaskState.Pending,
        "received" => TaskState.Received,
        "started" => TaskState.Started,
        "failed" => TaskState.Failure,
        "retried" => TaskState.Retry,
        "succeeded" => TaskState.Success,
        "revoked" => TaskState.Revoked,
        "rejected" => TaskState.Rejected,
        _ => new TaskState(subject.ToUpperInvariant()),
    };

    private ClusterTask Stamped(CeleryEvent told) => told.Subject switch
    {
        "sent" => this with { Sent = told.Timestamp },
        "received" => this with { Received = told.Timestamp },
        "started" => this with { Started = told.Timestamp },
        "failed" => this with { Failed = told.Timestamp },
        "retried" => this with { Retried = told.Timestamp },
        "succeeded" => this with { Succeeded = told.Timestamp },
        "revoked" => this with { Revoked = told.Timestamp },
        "rejected" => this with { Rejected = told.Timestamp },
        _ => this with { Extra = told.Fields },
    };

    private ClusterTask Described(CeleryEvent told) => this with
    {
        Name = told.Text("name") ?? Name,
        Args = told.Text("args") ?? Args,
        Kwargs = told.Text("kwargs") ?? Kwargs,
        ParentId = told.Text("parent_id") ?? ParentId,
        RootId = told.Text("root_id") ?? RootId,
        Retries = told.Integer("retries") ?? Retries,
        Eta = told.Text("eta") ?? Eta,
        Expires = told.Text("expires") ?? Expires,
    };

    private ClusterTask Told(CeleryEvent told) => this with
    {
        Clock = told.Clock ?? Clock,
        Result = told.Text("result") ?? Result,
        Runtime = told.Number("runtime") ?? Runtime,
        Exception = told.Text("exception") ?? Exception,
        Traceback = told.Text("traceback") ?? Traceback,
        Queue = told.Text("queue") ?? Queue,
        Exchange = told.Text("exchange") ?? Exchange,
        RoutingKey = told.Text("routing_key") ?? RoutingKey,
    };
}
