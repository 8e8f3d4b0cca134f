using System.Globalization;
using Interop.Client.Configuration;
using Interop.Worker.Registration;
using Microsoft.Extensions.Logging;

namespace InteropWorker;

/// <summary>What the environment says: see the start contract of the interoperability task set.</summary>
internal sealed record WorkerEnvironment
{
    /// <summary>A worker has 20 s from SIGTERM to its end; the rest is for giving back what it holds.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(15);

    public required string BrokerUrl { get; init; }

    public string? ResultBackend { get; init; }

    public required IReadOnlyList<string> Queues { get; init; }

    public required string NodeName { get; init; }

    public required int Concurrency { get; init; }

    public required PoolKind Pool { get; init; }

    /// <summary>A JSON object with Celery's names.</summary>
    public required string Settings { get; init; }

    public required string RedisHost { get; init; }

    public required int RedisPort { get; init; }

    public required LogLevel LogLevel { get; init; }

    public static WorkerEnvironment Read(Func<string, string?> variable)
    {
        return new WorkerEnvironment
        {
            BrokerUrl = Text("BROKER_URL", "amqp://guest@localhost//"),
            ResultBackend = Text("RESULT_BACKEND", ""),
            Queues = Text("QUEUES", "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            NodeName = Text("NODENAME", "celery@%h"),
            Concurrency = Number("CONCURRENCY", 1),
            Pool = Text("POOL", "prefork") switch
            {
                "prefork" or "processes" => PoolKind.Processes,
                "solo" => PoolKind.Solo,
                _ => PoolKind.Async,
            },
            Settings = Text("WORKER_SETTINGS", "{}"),
            RedisHost = Text("REDIS_HOST", "localhost"),
            RedisPort = Number("REDIS_PORT", 6379),
            LogLevel = Text("LOGLEVEL", "INFO").ToUpperInvariant() switch
            {
                "DEBUG" => LogLevel.Debug,
                "INFO" => LogLevel.Information,
                "WARNING" or "WARN" => LogLevel.Warning,
                "ERROR" => LogLevel.Error,
                "CRITICAL" or "FATAL" => LogLevel.Critical,
                _ => LogLevel.Information,
            },
        };

        string Text(string name, string standard) => variable(name) is { Length: > 0 } text ? text : standard;

        int Number(string name, int standard) =>
            int.TryParse(Text(name, ""), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : standard;
    }

    public void Apply(CeleryWorkerBuilder worker)
    {
        worker.NodeName = NodeName;
        worker.Concurrency = Concurrency;
        worker.Pool = Pool;
        worker.ShutdownTimeout = ShutdownTimeout;
        foreach (var queue in Queues)
        {
            worker.Queues.Add(queue);
        }
    }
}
