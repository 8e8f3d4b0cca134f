using System.Collections.Concurrent;
using Interop.Client.Brokers;
using Interop.Client.Configuration;

namespace Interop.Client.Producing;

/// <summary>Decides where tasks go, by <c>task_routes</c> and <c>task_queues</c>. Thread safe; answers are kept per task
/// name.</summary>
/// <remarks>Celery: <c>celery/app/routes.py</c>, <c>Router</c>, and <c>celery/app/amqp.py</c>, <c>Queues</c>.</remarks>
public sealed class TaskRouter
{
    private const int MaxKept = 10_000;

    private readonly CeleryOptions _options;
    private readonly QueueTable _queues;
    private readonly (GlobPattern Pattern, TaskRoute Route)[] _routes;
    private readonly bool _cacheable;
    private readonly ConcurrentDictionary<(string Task, string? Queue), TaskRouteTarget> _kept = new();

    internal TaskRouter(CeleryOptions options, string broker)
    {
        _options = options;
        _queues = new QueueTable(options, broker);
        _routes = [.. options.TaskRoutes.Select(route => (new GlobPattern(route.Pattern), route))];
        _cacheable = options.TaskRoutes.All(route => route.Choose is null);
    }

    /// <summary>The queues a worker consumes when nobody names any: <c>task_queues</c>, or the default queue.</summary>
    public IReadOnlyList<QueueDeclaration> ConfiguredQueues => _queues.Configured;

    /// <summary>Where a call goes that says nothing about it.</summary>
    /// <param name="taskName">Name of the task.</param>
    /// <exception cref="QueueNotFoundException">The route names a queue that is not listed and may not be
    /// created.</exception>
    public TaskRouteTarget Route(string taskName) => Route(taskName, null, null, null);

    /// <summary>Where a call goes; its own queue, exchange and routing key win over the routes.</summary>
    /// <exception cref="QueueNotFoundException">A queue is named that is not listed and may not be created.</exception>
    public TaskRouteTarget Route(string taskName, TaskSendOptions? options) =>
        Route(taskName, options?.Queue, options?.Exchange, options?.RoutingKey);

    /// <summary>A queue by name, as Python declares it; one that is not in <c>task_queues</c> gets a direct exchange of
    /// its own name.</summary>
    /// <exception cref="QueueNotFoundException">It is not listed and may not be created.</exception>
    public QueueDeclaration Queue(string name) => _queues.Get(name);

    internal TaskRouteTarget Route(string taskName, string? queue, string? exchange, string? routingKey)
    {
        var cacheable = _cacheable && exchange is null && routingKey is null;
        if (cacheable && _kept.TryGetValue((taskName, queue), out var kept))
        {
            return kept;
        }

        var target = Decide(Find(taskName), queue, exchange, routingKey);
        if (cacheable && _kept.Count < MaxKept)
        {
            _kept[(taskName, queue)] = target;
        }

        return target;
    }

    private TaskRoute? Find(string taskName)
    {
        foreach (var (pattern, route) in _routes)
        {
            if (!pattern.Matches(taskName))
            {
                continue;
            }

            if (route.Choose is null)
            {
                return route;
            }

            if (route.Choose(taskName) is { } chosen)
            {
                return chosen;
            }
        }

        return null;
    }

    private TaskRouteTarget Decide(TaskRoute? route, string? queueName, string? exchange, string? routingKey)
    {
        queueName ??= route?.Queue ?? (route is null ? _options.TaskDefaultQueue : null);
        exchange = NullIfEmpty(exchange) ?? NullIfEmpty(route?.Exchange);
        routingKey = NullIfEmpty(routingKey) ?? NullIfEmpty(route?.RoutingKey);

        // A route with an exchange and no routing key would send Celery's message to no queue at all; ours takes the default queue.
        var queue = queueName is not null || exchange is null || routingKey is null
            ? _queues.Get(queueName ?? _options.TaskDefaultQueue)
            : null;
        var ownExchange = queue?.Exchange;
        if ((exchange is null || routingKey is null) && queue is not null)
        {
            // Direct exchanges are bypassed: celery/app/amqp.py, send_task_message, "convert to anon-exchange".
            (exchange, routingKey) = ownExchange is null or { Type: "direct" }
                ? ("", queue.Name)
                : (exchange ?? ownExchange.Name, routingKey ?? (exchange is null ? queue.RoutingKey : ""));
        }

        return new TaskRouteTarget
        {
            Exchange = exchange!,
            RoutingKey = routingKey!,
            Queue = queue is { IsBroadcast: false } ? queue : null,
            DeliveryMode = ownExchange?.DeliveryMode ?? _options.TaskDefaultDeliveryMode,
            Priority = route?.Priority,
        };
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
