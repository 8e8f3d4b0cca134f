using Interop.Protocol.Values;

namespace Interop.Client.Control;

/// <summary>A task that a worker has in hand. Celery: <c>celery/worker/request.py</c>, <c>Request.info</c>.</summary>
public sealed record InspectedTask
{
    /// <summary>Id of the task.</summary>
    public required string Id { get; init; }

    /// <summary>Name that is shown: the sender's <c>shadow</c> or the registered one.</summary>
    public required string Name { get; init; }

    /// <summary>Registered name.</summary>
    public string? Type { get; init; }

    /// <summary>Positional arguments; their repr from workers before Celery 4.4 and where <c>safe</c> was asked for.</summary>
    public WireValue Args { get; init; }

    /// <summary>Keyword arguments, or their repr.</summary>
    public WireValue Kwargs { get; init; }

    /// <summary>Node name of the worker.</summary>
    public string? Hostname { get; init; }

    /// <summary>When it began to run; null before that. Celery: <c>time_start</c>.</summary>
    public DateTimeOffset? StartedOn { get; init; }

    /// <summary>True when its message is acknowledged.</summary>
    public bool IsAcknowledged { get; init; }

    /// <summary>Exchange it was sent to.</summary>
    public string? Exchange { get; init; }

    /// <summary>Routing key it was sent with.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>Priority of its message.</summary>
    public long? Priority { get; init; }

    /// <summary>True when the broker delivered it before; null when it does not say.</summary>
    public bool? Redelivered { get; init; }

    /// <summary>The process that runs it; null before that. Celery: <c>worker_pid</c>.</summary>
    public long? WorkerPid { get; init; }

    internal static InspectedTask Read(WireMap map)
    {
        var info = map["delivery_info"] is { } given && given.TryGetMap(out var delivery) ? delivery : new WireMap();
        return new InspectedTask
        {
            Id = map["id"]?.AsStringOrNull() ?? "",
            Name = map["name"]?.AsStringOrNull() ?? "",
            Type = map["type"]?.AsStringOrNull(),
            Args = map["args"] ?? WireValue.None,
            Kwargs = map["kwargs"] ?? WireValue.None,
            Hostname = map["hostname"]?.AsStringOrNull(),
            StartedOn = ReplyReading.Instant(map["time_start"]),
            IsAcknowledged = ReplyReading.Flag(map["acknowledged"]) ?? false,
            Exchange = info["exchange"]?.AsStringOrNull(),
            RoutingKey = info["routing_key"]?.AsStringOrNull(),
            Priority = ReplyReading.Integer(info["priority"]),
            Redelivered = ReplyReading.Flag(info["redelivered"]),
            WorkerPid = ReplyReading.Integer(map["worker_pid"]),
        };
    }
}
