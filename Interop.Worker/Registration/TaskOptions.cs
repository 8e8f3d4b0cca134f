using Interop.Protocol.Canvas;
using Interop.Worker.Execution;

namespace Interop.Worker.Registration;

/// <summary>What a registration says about its task; null leaves it to the app's settings.</summary>
internal sealed record TaskOptions
{
    public int? MaxRetries { get; init; } = 3;

    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(180);

    public IReadOnlyList<Type> AutoRetryFor { get; init; } = [];

    public double RetryBackoff { get; init; }

    public TimeSpan RetryBackoffMax { get; init; } = TimeSpan.FromSeconds(600);

    public bool RetryJitter { get; init; } = true;

    public bool? AcksLate { get; init; }

    public bool? AcksOnFailureOrTimeout { get; init; }

    public bool? RejectOnWorkerLost { get; init; }

    public bool? IgnoreResult { get; init; }

    public bool? StoreErrorsEvenIfIgnored { get; init; }

    public bool? TrackStarted { get; init; }

    public TimeSpan? SoftTimeLimit { get; init; }

    public TimeSpan? TimeLimit { get; init; }

    public string? RateLimit { get; init; }

    public bool SendEvents { get; init; } = true;

    public Func<TaskContext, Signature, Signature>? OnReplace { get; init; }
}
