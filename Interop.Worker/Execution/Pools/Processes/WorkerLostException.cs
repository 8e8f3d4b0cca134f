namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>The process that ran a task has ended. Celery: <c>billiard.exceptions.WorkerLostError</c>.</summary>
internal sealed class WorkerLostException(string message) : Exception(message);
