using Interop.Protocol.Results;

namespace Interop.Client.Producing.Canvas;

/// <summary>All that calling a signature comes to, and its handle.</summary>
internal sealed class CanvasPlan
{
    /// <summary>The messages in the order they are sent.</summary>
    public List<PlannedTask> Tasks { get; } = [];

    /// <summary>What the backend is told before the first of them.</summary>
    public List<PlannedChord> Chords { get; } = [];

    /// <summary>What becomes a child of the task that calls: the tasks that are sent now. Celery: <c>add_trail</c>.</summary>
    public List<ResultTuple> Trail { get; } = [];

    /// <summary>The handle.</summary>
    public ResultTuple Result { get; set; } = null!;
}
