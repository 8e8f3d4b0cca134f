using Interop.Protocol.Messages;

namespace Interop.Worker.Execution;

/// <summary>What the next run of a task is to be like.</summary>
internal sealed record RetryRequest
{
    public required DateTimeOffset Eta { get; init; }

    /// <summary>New arguments, or null for those of this run.</summary>
    public TaskArguments? Arguments { get; init; }

    public string? Queue { get; init; }

    public int? Priority { get; init; }

    /// <summary>True when <see cref="Expires"/> counts instead of the expiry of this run.</summary>
    public bool ReplacesExpires { get; init; }

    public DateTimeOffset? Expires { get; init; }
}
