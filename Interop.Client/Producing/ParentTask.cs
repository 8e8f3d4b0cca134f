using Interop.Protocol.Results;

namespace Interop.Client.Producing;

/// <summary>The task that is running while another one is sent: gives it its root and parent and keeps it as a
/// child.</summary>
/// <remarks>A worker makes one known through <see cref="CeleryApp.CurrentTask"/>. Celery:
/// <c>app.current_worker_task</c>.</remarks>
public abstract class ParentTask
{
    /// <summary>Id of the running task.</summary>
    public abstract string Id { get; }

    /// <summary>Id of the first task of its workflow; null counts as <see cref="Id"/>.</summary>
    public abstract string? RootId { get; }

    /// <summary>Priority it was delivered with, for <c>task_inherit_parent_priority</c>.</summary>
    public abstract int? Priority { get; }

    /// <summary>Keeps a task that was sent as a child, so that it appears in the result's <c>children</c>. Celery:
    /// <c>Task.add_trail</c>.</summary>
    public abstract void AddChild(ResultTuple child);
}
