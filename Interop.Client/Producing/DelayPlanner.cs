using System.Collections.Concurrent;
using Interop.Client.Brokers;
using Interop.Client.Brokers.RabbitMq;
using Interop.Protocol;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Producing;

/// <summary>Sends tasks with a time through the broker's own delay, where a Celery of this release does. Thread safe.</summary>
/// <remarks>Celery 5.5: <c>Celery.send_task</c> with <c>detect_quorum_queues</c>: RabbitMQ only, and only when one of the app's queues
/// is a quorum queue, since those cannot hold tasks back in the worker without a prefetch that grows.</remarks>
internal sealed class DelayPlanner
{
    private readonly ClientContext _context;
    private readonly ILogger _logger;
    private readonly bool _isActive;
    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.Ordinal);

    public DelayPlanner(ClientContext context, TaskRouter router, IBrokerTransport broker, ILogger logger)
    {
        _context = context;
        _logger = logger;
        _isActive = IsActive(context.Options.Release, broker, router.ConfiguredQueues);
    }

    /// <summary>Whether members of this release delay over this broker: those of 5.5 and later, over RabbitMQ, with a quorum queue.</summary>
    public static bool IsActive(CeleryRelease release, IBrokerTransport broker, IEnumerable<QueueDeclaration> queues) =>
        release >= CeleryRelease.V55 && broker is IDelayingTransport && queues.Any(RabbitMqDeclarer.IsQuorum);

    /// <summary>What a worker consumes with: the type of the queues that hold tasks back, or null where none do.</summary>
    public static string? QueueType(CeleryApp app) =>
        IsActive(app.Options.Release, app.ReadBroker, app.Router.ConfiguredQueues) ? app.Options.BrokerNativeDelayedDeliveryQueueType : null;

    /// <summary>Where a task goes that is to start later; where it would go anyway if it is not to wait, or cannot wait there.</summary>
    /// <param name="target">Where it would go.</param>
    /// <param name="countdown">Time until it may start, if the caller gave that.</param>
    /// <param name="eta">When it may start, if the caller gave that.</param>
    public TaskRouteTarget Delay(TaskRouteTarget target, TimeSpan? countdown, DateTimeOffset? eta)
    {
        if (!_isActive || (countdown is null && eta is null))
        {
            return target;
        }

        // Celery: int(countdown); the worker keeps the rest of the time.
        var seconds = (long)(countdown ?? eta!.Value - _context.Time.GetUtcNow()).TotalSeconds;
        if (seconds < 1 || seconds > DelayedDelivery.LongestSeconds)
        {
            return target;
        }

        if (target.Queue is not { } queue || !DelayedDelivery.CanReach(queue))
        {
            if (_warned.TryAdd(target.Exchange, true))
            {
                ProducingLog.CannotDelay(_logger, target.Exchange.Length > 0 ? target.Exchange : "the default exchange");
            }

            return target;
        }

        return target with
        {
            Exchange = DelayedDelivery.EntryExchange,
            RoutingKey = DelayedDelivery.RoutingKey(seconds, target.RoutingKey),
            IsDelayed = true,
        };
    }
}
