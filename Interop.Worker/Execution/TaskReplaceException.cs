using Interop.Protocol.Canvas;

namespace Interop.Worker.Execution;

/// <summary>Another signature takes the task's place; made by <see cref="TaskContext.Replace(Interop.Protocol.Canvas.Signature)"/>. Celery: <c>Task.replace</c>.</summary>
/// <remarks>The signature is sent when this exception leaves the task, so one that is caught does nothing.</remarks>
public sealed class TaskReplaceException : TaskControlException
{
    internal TaskReplaceException(Signature replacement) : base("Replaced by new task") => Replacement = replacement;

    internal Signature Replacement { get; }
}
