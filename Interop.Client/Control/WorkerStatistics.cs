using Interop.Protocol.Values;

namespace Interop.Client.Control;

/// <summary>What a worker says of itself. Celery: <c>inspect().stats()</c>.</summary>
public sealed record WorkerStatistics
{
    /// <summary>Tasks that were begun, by name.</summary>
    public required IReadOnlyDictionary<string, long> Total { get; init; }

    /// <summary>Process id of the worker.</summary>
    public long? ProcessId { get; init; }

    /// <summary>Its logical clock.</summary>
    public string? Clock { get; init; }

    /// <summary>Time since it was started, in whole seconds.</summary>
    public TimeSpan Uptime { get; init; }

    /// <summary>Tasks that may run at once. Celery: <c>pool.max-concurrency</c>.</summary>
    public long? MaxConcurrency { get; init; }

    /// <summary>Processes that run tasks. Celery: <c>pool.processes</c>.</summary>
    public IReadOnlyList<long> Processes { get; init; } = [];

    /// <summary>Messages that may be unacknowledged; 0 for no limit. Celery: <c>prefetch_count</c>.</summary>
    public long? PrefetchCount { get; init; }

    /// <summary>All the worker said, with <c>broker</c>, <c>pool</c> and <c>rusage</c>.</summary>
    public required WireMap Properties { get; init; }

    internal static WorkerStatistics Read(WireMap map)
    {
        var pool = map["pool"] is { } given && given.TryGetMap(out var pairs) ? pairs : new WireMap();
        var total = map["total"] is { } counted && counted.TryGetMap(out var counts) ? counts : new WireMap();
        return new WorkerStatistics
        {
            Total = total.ToDictionary(
                pair => pair.Key.AsStringOrNull() ?? pair.Key.ToString(), pair => ReplyReading.Integer(pair.Value) ?? 0, StringComparer.Ordinal),
            ProcessId = ReplyReading.Integer(map["pid"]),
            Clock = map["clock"] is { } clock ? clock.AsStringOrNull() ?? clock.ToString() : null,
            Uptime = TimeSpan.FromSeconds(ReplyReading.Integer(map["uptime"]) ?? 0),
            MaxConcurrency = ReplyReading.Integer(pool["max-concurrency"]),
            Processes = pool["processes"] is { } processes && processes.TryGetItems(out var ids)
                ? [.. ids.Select(id => ReplyReading.Integer(id)).OfType<long>()]
                : [],
            PrefetchCount = ReplyReading.Integer(map["prefetch_count"]),
            Properties = map,
        };
    }
}
