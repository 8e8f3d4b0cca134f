using Interop.Protocol.Results;
using Interop.Worker.State;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>How a task ended in a child process.</summary>
internal sealed record JobEnd
{
    /// <summary>False when the end could not be recorded: the message is then left unsettled.</summary>
    public required bool IsRecorded { get; init; }

    public required TaskEnding Ending { get; init; }

    public Revocation Revocation { get; init; }

    /// <summary>How long the code ran.</summary>
    public TimeSpan Runtime { get; init; }

    /// <summary>KiB of resident memory afterwards; 0 when nobody asked.</summary>
    public long Memory { get; init; }

    /// <summary>For a rejected task: whether its message goes back into its queue.</summary>
    public bool Requeue { get; init; }

    /// <summary>Message of the exception that ended it, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>What it returned, as JSON.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>For a task that is to run again: Python's repr of the exception that is the reason, or null.</summary>
    public string? RetryCause { get; init; }

    /// <summary>What was stored of its exception.</summary>
    public RemoteError? Error { get; init; }
}
