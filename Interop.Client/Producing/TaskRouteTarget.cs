using Interop.Client.Brokers;

namespace Interop.Client.Producing;

/// <summary>Where a task message goes and what must exist there first. Immutable, so that one can be kept per task
/// name.</summary>
/// <remarks>Celery: <c>celery/app/amqp.py</c>, <c>AMQP._create_task_sender</c>.</remarks>
public sealed record TaskRouteTarget
{
    /// <summary>Exchange to publish to; <c>""</c> sends straight to the queue that the routing key names.</summary>
    public required string Exchange { get; init; }

    /// <summary>Routing key to publish with.</summary>
    public required string RoutingKey { get; init; }

    /// <summary>Queue that is declared before the first message of a connection; null when nothing is declared.</summary>
    public QueueDeclaration? Queue { get; init; }

    /// <summary>1 transient, 2 persistent: that of the queue's exchange, or else
    /// <c>task_default_delivery_mode</c>.</summary>
    public int DeliveryMode { get; init; } = 2;

    /// <summary>Priority the route asks for; the call's own wins.</summary>
    public int? Priority { get; init; }

    /// <summary>True when exchange and routing key are those of the broker's own delay.</summary>
    internal bool IsDelayed { get; init; }
}
