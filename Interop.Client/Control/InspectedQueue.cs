using Interop.Protocol.Values;

namespace Interop.Client.Control;

/// <summary>A queue that a worker consumes. Celery: <c>kombu.Queue.as_dict</c>.</summary>
public sealed record InspectedQueue
{
    /// <summary>Name of the queue.</summary>
    public required string Name { get; init; }

    /// <summary>Exchange it is bound to.</summary>
    public string? Exchange { get; init; }

    /// <summary>Type of that exchange.</summary>
    public string? ExchangeType { get; init; }

    /// <summary>Binding key.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>All the worker said of it.</summary>
    public required WireMap Properties { get; init; }

    internal static InspectedQueue Read(WireMap map)
    {
        var exchange = map["exchange"] is { } given && given.TryGetMap(out var pairs) ? pairs : new WireMap();
        return new InspectedQueue
        {
            Name = map["name"]?.AsStringOrNull() ?? "",
            Exchange = exchange["name"]?.AsStringOrNull(),
            ExchangeType = exchange["type"]?.AsStringOrNull(),
            RoutingKey = map["routing_key"]?.AsStringOrNull(),
            Properties = map,
        };
    }
}
