namespace Interop.Testing.Python;

/// <summary>How a Python worker is started.</summary>
public sealed record CeleryWorkerOptions
{
    public required string BrokerUrl { get; init; }

    /// <summary>Null: results are dropped.</summary>
    public string? ResultBackend { get; init; }

    /// <summary>Queues to consume; empty means Celery's default, <c>celery</c>.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    public int Concurrency { get; init; } = 1;

    /// <summary><c>solo</c>, <c>prefork</c> or <c>threads</c>. Default solo, the quickest to start.</summary>
    public string Pool { get; init; } = "solo";

    /// <summary>More settings, a JSON object in Celery's lower-case names; see <c>interop_app.py</c>.</summary>
    public string Settings { get; init; } = "{}";

    /// <summary>The part of the node name before the <c>@</c>.</summary>
    public string NodeName { get; init; } = "python";

    /// <summary>A file the callbacks of <c>interop_tasks.py</c> append to.</summary>
    public string? RecordFile { get; init; }

    public string LogLevel { get; init; } = "INFO";

    /// <summary>Gossip, mingle and heartbeats, which most tests do without.</summary>
    public bool TalksToOthers { get; init; }

    /// <summary>More arguments of <c>celery worker</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
