using Interop.Protocol.Canvas;

namespace Interop.Client.Producing;

/// <summary>Options of one call; what is null is left to the signature, the routes and the app. Celery: the options of
/// <c>apply_async</c>.</summary>
/// <remarks>Precedence: call, then signature, then routes, then app, then Celery's default.</remarks>
public sealed record TaskSendOptions
{
    /// <summary>Runs no earlier than this long after sending; zero is at once. Not together with <see cref="Eta"/>.
    /// Celery: <c>countdown</c>, in seconds.</summary>
    public TimeSpan? Countdown { get; init; }

    /// <summary>Runs no earlier than this. Celery: <c>eta</c>.</summary>
    public DateTimeOffset? Eta { get; init; }

    /// <summary>Is not run after this: a <see cref="TimeSpan"/> or a <see cref="DateTimeOffset"/>. Celery:
    /// <c>expires</c>.</summary>
    public TaskExpiry? Expires { get; init; }

    /// <summary>Queue to send to; declared if it is new (<c>task_create_missing_queues</c>). Celery: <c>queue</c>.</summary>
    public string? Queue { get; init; }

    /// <summary>Exchange to send to; as in Celery it needs <see cref="RoutingKey"/> too, unless the queue's exchange is
    /// no direct one. Celery: <c>exchange</c>.</summary>
    public string? Exchange { get; init; }

    /// <summary>Routing key to send with. Celery: <c>routing_key</c>.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>0 to 9, on RabbitMQ to 255; there the highest is served first, on Redis the lowest. Celery:
    /// <c>priority</c>.</summary>
    public int? Priority { get; init; }

    /// <summary>Further message headers; they win over headers of the same name that Celery sends. Celery:
    /// <c>headers</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Headers { get; init; }

    /// <summary>Called with the result when the task succeeds. Celery: <c>link</c>.</summary>
    public IReadOnlyList<Signature>? Link { get; init; }

    /// <summary>Called with the id of the task when it fails. Celery: <c>link_error</c>.</summary>
    public IReadOnlyList<Signature>? LinkError { get; init; }

    /// <summary>Name shown in logs and monitors instead of the task's. Celery: <c>shadow</c>.</summary>
    public string? Shadow { get; init; }

    /// <summary>Serializer by Celery's name; default <c>task_serializer</c>. Its readers must accept it. Celery:
    /// <c>serializer</c>.</summary>
    public string? Serializer { get; init; }

    /// <summary>Compression by kombu's name or MIME type, e.g. <c>zlib</c>; default <c>task_compression</c>. Celery:
    /// <c>compression</c>.</summary>
    public string? Compression { get; init; }

    /// <summary>The task is ended after this. Celery: <c>time_limit</c>, in seconds.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>The task is asked to end after this. Celery: <c>soft_time_limit</c>, in seconds.</summary>
    public TimeSpan? SoftTimeLimit { get; init; }

    /// <summary>False gives up at the first refusal of the broker. Default: <c>task_publish_retry</c>. Celery:
    /// <c>retry</c>.</summary>
    public bool? Retry { get; init; }

    /// <summary>How a failed publish is tried again. Default: <c>task_publish_retry_policy</c>. Celery:
    /// <c>retry_policy</c>.</summary>
    public PublishRetryPolicy? RetryPolicy { get; init; }

    /// <summary>Id of the task; a new random one otherwise. Celery: <c>task_id</c>.</summary>
    public string? TaskId { get; init; }

    /// <summary>Id of the first task of the workflow. Default: that of the running task, else the task's own. Celery:
    /// <c>root_id</c>.</summary>
    public string? RootId { get; init; }

    /// <summary>Id of the task that sends this one. Default: the running task, if there is one. Celery:
    /// <c>parent_id</c>.</summary>
    public string? ParentId { get; init; }

    /// <summary>Group the task belongs to. Celery: <c>group_id</c>.</summary>
    public string? GroupId { get; init; }

    /// <summary>Position in the group. Celery: <c>group_index</c>.</summary>
    public long? GroupIndex { get; init; }

    /// <summary>True to store no result. Default false, as with <c>send_task</c>. Celery: <c>ignore_result</c>.</summary>
    public bool? IgnoreResult { get; init; }

    /// <summary>Queue that rpc results are sent to. Default: the app's own. Celery: <c>reply_to</c>.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>False keeps the task out of the running task's children. Default true. Celery:
    /// <c>add_to_parent</c>.</summary>
    public bool? AddToParent { get; init; }

    /// <summary>What follows the task, in reverse order: the next step is the last item. Celery: <c>chain</c>.</summary>
    public IReadOnlyList<Signature>? Chain { get; init; }

    /// <summary>How often the task was retried already. Celery: <c>retries</c>.</summary>
    public int? Retries { get; init; }

    /// <summary>Time after which the broker may drop the message; default: from <see cref="Expires"/>, from Celery 5.2 on.
    /// Enforced by RabbitMQ only. Celery: <c>expiration</c>, in seconds.</summary>
    public TimeSpan? Expiration { get; init; }

    /// <summary>1 transient, 2 persistent. Celery: <c>delivery_mode</c>.</summary>
    public int? DeliveryMode { get; init; }

    /// <summary>Text shown for the positional arguments, e.g. to hide a secret. Celery: <c>argsrepr</c>.</summary>
    public string? ArgsRepr { get; init; }

    /// <summary>Text shown for the keyword arguments. Celery: <c>kwargsrepr</c>.</summary>
    public string? KwargsRepr { get; init; }

    /// <summary>How long the call waits for the broker. Default:
    /// <see cref="Configuration.CeleryOptions.PublishTimeout"/>. No Celery name.</summary>
    public TimeSpan? Timeout { get; init; }
}
