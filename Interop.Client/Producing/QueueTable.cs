using System.Collections.Concurrent;
using Interop.Client.Brokers;
using Interop.Client.Configuration;

namespace Interop.Client.Producing;

/// <summary>Queue declarations by name, completed from the settings as Python completes them. Celery:
/// <c>celery/app/amqp.py</c>, <c>Queues</c>.</summary>
/// <remarks>Declared arguments must equal Python's to the letter, or RabbitMQ answers PRECONDITION_FAILED.</remarks>
internal sealed class QueueTable
{
    private const int MaxCreated = 10_000;

    private readonly CeleryOptions _options;
    private readonly string _broker;
    private readonly Dictionary<string, QueueDeclaration> _listed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, QueueDeclaration> _created = new(StringComparer.Ordinal);

    public QueueTable(CeleryOptions options, string broker)
    {
        _options = options;
        _broker = broker;
        DefaultExchange = new ExchangeDeclaration
        {
            Name = options.TaskDefaultExchange ?? options.TaskDefaultQueue,
            Type = options.TaskDefaultExchangeType,
        };
        IEnumerable<QueueDeclaration> queues = options.TaskQueues.Count > 0 ? options.TaskQueues : [DefaultQueue(options)];
        foreach (var queue in queues)
        {
            _listed[queue.Name] = Complete(queue);
        }

        Configured = [.. _listed.Values];
    }

    public ExchangeDeclaration DefaultExchange { get; }

    public string DefaultRoutingKey => _options.TaskDefaultRoutingKey ?? _options.TaskDefaultQueue;

    public IReadOnlyList<QueueDeclaration> Configured { get; }

    public QueueDeclaration Get(string name)
    {
        if (_listed.TryGetValue(name, out var queue) || _created.TryGetValue(name, out queue))
        {
            return queue;
        }

        // Python hands the queue of a worker over as it is, so that whether missing queues are created does not matter.
        var direct = WorkerDirect.Find(name);
        if (direct is null && !_options.TaskCreateMissingQueues)
        {
            throw new QueueNotFoundException(name, _broker);
        }

        queue = Complete(direct ?? Missing(name));
        return _created.Count < MaxCreated ? _created.GetOrAdd(name, queue) : queue;
    }

    private QueueDeclaration DefaultQueue(CeleryOptions options) => new()
    {
        Name = options.TaskDefaultQueue,
        Exchange = DefaultExchange,
        RoutingKey = DefaultRoutingKey,
        Arguments = TypeArgument(options.TaskDefaultQueueType),
    };

    private QueueDeclaration Missing(string name) => new()
    {
        Name = name,
        Exchange = new ExchangeDeclaration { Name = name, Type = _options.TaskCreateMissingQueueExchangeType ?? "direct" },
        RoutingKey = name,
        Arguments = TypeArgument(_options.TaskCreateMissingQueueType),
    };

    private QueueDeclaration Complete(QueueDeclaration queue)
    {
        var exchange = queue.Exchange is null or { Name: "" } ? DefaultExchange : queue.Exchange;
        var key = queue.RoutingKey.Length == 0 ? DefaultRoutingKey : queue.RoutingKey;
        return queue with { Exchange = exchange, RoutingKey = key, Arguments = WithPriority(queue.Arguments) };
    }

    private IReadOnlyDictionary<string, object?>? WithPriority(IReadOnlyDictionary<string, object?>? arguments)
    {
        if (_options.TaskQueueMaxPriority is not { } priority || arguments?.ContainsKey("x-max-priority") == true)
        {
            return arguments;
        }

        return new Dictionary<string, object?>(arguments ?? new Dictionary<string, object?>(), StringComparer.Ordinal)
        {
            ["x-max-priority"] = priority,
        };
    }

    private static Dictionary<string, object?>? TypeArgument(string? type) =>
        type is null or "classic" ? null : new(StringComparer.Ordinal) { ["x-queue-type"] = type };
}
