namespace Interop.Client.Events;

/// <summary>How much a <see cref="ClusterState"/> remembers, and whom it tells.</summary>
public sealed record ClusterStateOptions
{
    /// <summary>Most workers; beyond it the first are forgotten. Default 5000. Celery: <c>max_workers_in_memory</c>.</summary>
    public int MaxWorkers { get; init; } = 5000;

    /// <summary>Most tasks; beyond it the first are forgotten. Default 10,000. Celery: <c>max_tasks_in_memory</c>.</summary>
    public int MaxTasks { get; init; } = 10_000;

    /// <summary>Called, inside of <see cref="ClusterState.Apply"/>, when a worker appears or says that it is online. Celery:
    /// <c>on_node_join</c>.</summary>
    public Action<ClusterWorker>? OnNodeJoined { get; init; }

    /// <summary>Called when a worker says that it is offline. Celery: <c>on_node_leave</c>.</summary>
    public Action<ClusterWorker>? OnNodeLeft { get; init; }
}
