using Interop.Protocol;

namespace Interop.Python.Tests.Faults;

/// <summary>How the C# worker process is started.</summary>
public sealed record FaultWorkerOptions
{
    public required string BrokerUrl { get; init; }

    public required string Queue { get; init; }

    /// <summary>Where it writes down what ran.</summary>
    public required string RecordFile { get; init; }

    /// <summary>Null ignores results.</summary>
    public string? ResultBackend { get; init; }

    public int Concurrency { get; init; } = 4;

    public int PrefetchMultiplier { get; init; } = 4;

    /// <summary>Seconds; Redis only.</summary>
    public int VisibilityTimeout { get; init; } = 3600;

    /// <summary>Seconds a message is held that only somebody else can run.</summary>
    public int ParkDelay { get; init; } = 30;

    /// <summary>So many runs of <c>fault.record</c> return; later ones wait for the release.</summary>
    public int HoldAfter { get; init; } = int.MaxValue;

    /// <summary>Async, Processes or Solo.</summary>
    public string Pool { get; init; } = "Async";

    /// <summary>0 for no limit.</summary>
    public int MaxTasksPerChild { get; init; }

    /// <summary>KiB; 0 for no limit.</summary>
    public int MaxMemoryPerChild { get; init; }

    /// <summary>Celery's <c>REMAP_SIGTERM</c>.</summary>
    public string? RemapSigTerm { get; init; }

    public string LogLevel { get; init; } = "Warning";

    public string NodeName { get; init; } = "fault@%h";

    public string ControlExchange { get; init; } = "celery";

    public string EventExchange { get; init; } = "celeryev";

    /// <summary>Celery's <c>worker_pool_restarts</c>.</summary>
    public bool PoolRestarts { get; init; }

    /// <summary><c>max,min</c>.</summary>
    public string? Autoscale { get; init; }

    /// <summary>Null for the default.</summary>
    public CeleryRelease? Release { get; init; }
}
