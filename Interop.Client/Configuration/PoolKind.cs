namespace Interop.Client.Configuration;

/// <summary>Where a worker runs the code of its tasks. Celery: <c>worker_pool</c>, <c>celery/concurrency</c>.</summary>
public enum PoolKind
{
    /// <summary>In the worker's own process: synchronous tasks on threads, asynchronous ones between their awaits.</summary>
    Async,

    /// <summary>In child processes of the same program, one task at a time in each. Celery: <c>prefork</c>.</summary>
    Processes,

    /// <summary>In the worker's own process, one task at a time, nothing more being taken meanwhile. Celery: <c>solo</c>.</summary>
    Solo,
}
