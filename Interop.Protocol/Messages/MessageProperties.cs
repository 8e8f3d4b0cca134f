using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>AMQP basic properties, and what the virtual transports put beside them.</summary>
/// <remarks>Null means absent. Celery: <c>celery/app/amqp.py</c> <c>as_task_v2</c>, <c>kombu/messaging.py</c> <c>Producer.publish</c>.</remarks>
public sealed record MessageProperties
{
    /// <summary>MIME type of the body, e.g. <c>application/json</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Encoding of the body, e.g. <c>utf-8</c> or <c>binary</c>.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>For tasks the task id.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Where rpc results go: the sender's oid. Always set by Celery, backend or not.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>1 transient, 2 persistent.</summary>
    public int? DeliveryMode { get; init; }

    /// <summary>0 to 9 (255 on RabbitMQ). On Redis 0 is served first, on RabbitMQ the highest.</summary>
    public int? Priority { get; init; }

    /// <summary>Milliseconds to live as decimal text. Enforced by RabbitMQ only.</summary>
    public string? Expiration { get; init; }

    /// <summary>Exchange it was published to; <c>""</c> is the default exchange.</summary>
    public string Exchange { get; init; } = "";

    /// <summary>Routing key it was published with.</summary>
    public string RoutingKey { get; init; } = "";

    /// <summary>True when the broker has delivered it before.</summary>
    public bool Redelivered { get; init; }

    /// <summary>Unique per publish on virtual transports; key of the unacked books.</summary>
    public string? DeliveryTag { get; init; }

    /// <summary><c>base64</c> or null/<c>utf-8</c> for inline text; virtual transports only.</summary>
    public string? BodyEncoding { get; init; }

    /// <summary>AMQP <c>message_id</c>; Celery sets none.</summary>
    public string? MessageId { get; init; }

    /// <summary>AMQP <c>app_id</c>; Celery sets none.</summary>
    public string? AppId { get; init; }

    /// <summary>AMQP <c>type</c>; Celery sets none.</summary>
    public string? Type { get; init; }

    /// <summary>Properties of a virtual envelope that have no place above, in their order.</summary>
    public WireMap? Extra { get; init; }
}
