using System.Globalization;
using Interop.Client.Configuration;
using Interop.Protocol;
using Microsoft.Extensions.Logging;

namespace Interop.FaultWorker;

/// <summary>What the environment says.</summary>
internal sealed record FaultSettings
{
    public required string BrokerUrl { get; init; }

    public string? ResultBackend { get; init; }

    public required string Queue { get; init; }

    /// <summary>Runs are appended here, a line each, before they return: the file outlives a kill.</summary>
    public required string RecordFile { get; init; }

    public int Concurrency { get; init; }

    public int PrefetchMultiplier { get; init; }

    public string VisibilityTimeout { get; init; } = "";

    public TimeSpan ShutdownTimeout { get; init; }

    public TimeSpan ParkDelay { get; init; }

    public int HoldAfter { get; init; }

    public LogLevel LogLevel { get; init; }

    public string NodeName { get; init; } = "";

    public string ControlExchange { get; init; } = "";

    public string EventExchange { get; init; } = "";

    public bool PoolRestarts { get; init; }

    public string? Autoscale { get; init; }

    public CeleryRelease Release { get; init; }

    public PoolKind Pool { get; init; }

    public int? MaxTasksPerChild { get; init; }

    public int? MaxMemoryPerChild { get; init; }

    public static FaultSettings FromEnvironment() => new()
    {
        BrokerUrl = Text("BROKER_URL", ""),
        ResultBackend = Environment.GetEnvironmentVariable("RESULT_BACKEND"),
        Queue = Text("QUEUE", "celery"),
        RecordFile = Text("RECORD_FILE", ""),
        Concurrency = Number("CONCURRENCY", 4),
        PrefetchMultiplier = Number("PREFETCH_MULTIPLIER", 4),
        VisibilityTimeout = Text("VISIBILITY_TIMEOUT", "3600"),
        ShutdownTimeout = TimeSpan.FromSeconds(Number("SHUTDOWN_TIMEOUT", 60)),
        ParkDelay = TimeSpan.FromSeconds(Number("PARK_DELAY", 30)),
        HoldAfter = Number("HOLD_AFTER", int.MaxValue),
        Pool = Enum.Parse<PoolKind>(Text("POOL", "Async")),
        MaxTasksPerChild = Number("MAX_TASKS_PER_CHILD", 0) is var tasks and > 0 ? tasks : null,
        MaxMemoryPerChild = Number("MAX_MEMORY_PER_CHILD", 0) is var memory and > 0 ? memory : null,
        NodeName = Text("NODE_NAME", "fault@%h"),
        ControlExchange = Text("CONTROL_EXCHANGE", "celery"),
        EventExchange = Text("EVENT_EXCHANGE", "celeryev"),
        PoolRestarts = Number("POOL_RESTARTS", 0) == 1,
        Autoscale = Text("AUTOSCALE", "") is { Length: > 0 } autoscale ? autoscale : null,
        Release = Enum.Parse<CeleryRelease>(Text("RELEASE", $"{new CeleryOptions().Release}")),
        LogLevel = Enum.Parse<LogLevel>(Text("LOG_LEVEL", "Warning")),
    };

    public CeleryOptions Apply(CeleryOptions options) => options with
    {
        BrokerUrl = BrokerUrl,
        ResultBackend = ResultBackend,
        TaskIgnoreResult = ResultBackend is null,
        AcceptContent = ["json", "pickle", "yaml", "msgpack"],
        TaskDefaultQueue = Queue,
        WorkerConcurrency = Concurrency,
        ControlExchange = ControlExchange,
        EventExchange = EventExchange,
        WorkerPoolRestarts = PoolRestarts,
        Release = Release,
        WorkerPrefetchMultiplier = PrefetchMultiplier,
        BrokerTransportOptions = BrokerUrl.StartsWith("redis", StringComparison.Ordinal)
            ? new TransportOptions(new Dictionary<string, string> { ["visibility_timeout"] = VisibilityTimeout })
            : TransportOptions.Empty,
    };

    private static string Text(string name, string defaultValue)
        => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : defaultValue;

    private static int Number(string name, int defaultValue)
        => int.Parse(Text(name, defaultValue.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
}
