using Interop.Protocol.Results;

namespace Interop.Worker.Execution.Canvas;

/// <summary>A part of a chord failed, so that there is nothing to give to its body.</summary>
internal sealed class ChordFailedException(string taskId, RemoteError cause) : Exception($"Dependency {taskId} raised {cause}")
{
    /// <summary>What the part raised.</summary>
    public RemoteError Cause => cause;
}
