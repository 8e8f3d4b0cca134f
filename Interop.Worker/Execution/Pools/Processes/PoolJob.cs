namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>A task that a process of the pool was given. Guarded by the pool's lock.</summary>
internal sealed class PoolJob(long number, TaskContext context)
{
    /// <summary>billiard's <c>_job</c>: counts the tasks of the pool, from 0.</summary>
    public long Number { get; } = number;

    public TaskContext Context { get; } = context;

    /// <summary>True once its code runs.</summary>
    public bool IsStarted { get; set; }

    /// <summary>True while the process is asked to leave it.</summary>
    public bool IsReclaimed { get; set; }

    /// <summary>How it is to be taken when the process ends before it: because of us, or by itself.</summary>
    public TaskEnding EndingWhenLost { get; set; } = TaskEnding.WorkerLost;
}
