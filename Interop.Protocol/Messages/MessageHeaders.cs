using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Message headers: those of a v2 task typed, all others kept in <see cref="Extra"/> and carried on.</summary>
/// <remarks>Null means absent or null. Celery: <c>celery/app/amqp.py</c> <c>AMQP.as_task_v2</c>.</remarks>
public sealed record MessageHeaders
{
    /// <summary>No headers at all.</summary>
    public static MessageHeaders Empty { get; } = new();

    /// <summary>Language of the sender; never checked. Celery: <c>lang</c>.</summary>
    public string? Lang { get; init; }

    /// <summary>Registered name of the task; its presence makes a message v2. Celery: <c>task</c>.</summary>
    public string? Task { get; init; }

    /// <summary>Task id. Celery: <c>id</c>.</summary>
    public string? Id { get; init; }

    /// <summary>Name shown in logs and events instead of the task's. Celery: <c>shadow</c>.</summary>
    public string? Shadow { get; init; }

    /// <summary>Not before this time. Celery: <c>eta</c>.</summary>
    public IsoTimestamp? Eta { get; init; }

    /// <summary>Not after this time. Celery: <c>expires</c>.</summary>
    public IsoTimestamp? Expires { get; init; }

    /// <summary>Group the task belongs to. Celery: <c>group</c>.</summary>
    public string? Group { get; init; }

    /// <summary>Position in the group. Celery: <c>group_index</c>.</summary>
    public long? GroupIndex { get; init; }

    /// <summary>How often the task was retried. Celery: <c>retries</c>.</summary>
    public int Retries { get; init; }

    /// <summary>Time limits of this call in seconds. Celery: <c>timelimit</c>.</summary>
    public TimeLimit TimeLimit { get; init; }

    /// <summary>Id of the first task of the workflow. Celery: <c>root_id</c>.</summary>
    public string? RootId { get; init; }

    /// <summary>Id of the task that published this one. Celery: <c>parent_id</c>.</summary>
    public string? ParentId { get; init; }

    /// <summary>Python repr of the positional arguments, for people. Celery: <c>argsrepr</c>.</summary>
    public string? ArgsRepr { get; init; }

    /// <summary>Python repr of the keyword arguments, for people. Celery: <c>kwargsrepr</c>.</summary>
    public string? KwargsRepr { get; init; }

    /// <summary>Node name of the first publisher. Celery: <c>origin</c>.</summary>
    public string? Origin { get; init; }

    /// <summary>True to store no result; null when the sender said nothing (Celery before 5.1). Celery: <c>ignore_result</c>.</summary>
    public bool? IgnoreResult { get; init; }

    /// <summary>How often the task replaced itself. Celery: <c>replaced_task_nesting</c>.</summary>
    public int? ReplacedTaskNesting { get; init; }

    /// <summary>Names of the stamps. Celery: <c>stamped_headers</c>.</summary>
    public IReadOnlyList<string>? StampedHeaders { get; init; }

    /// <summary>Stamps by name. Celery: <c>stamps</c>.</summary>
    public WireMap? Stamps { get; init; }

    /// <summary>MIME name of the body's compression. Celery: <c>compression</c>.</summary>
    public string? Compression { get; init; }

    /// <summary>Every other header, in its order.</summary>
    public WireMap? Extra { get; init; }

    /// <summary>Known headers whose values cannot be used, or null.</summary>
    public IReadOnlyList<MalformedHeader>? Malformed { get; init; }
}
