namespace Interop.Worker.Execution.Pools;

/// <summary>Where task code runs. Celery: <c>celery/concurrency/base.py</c>, <c>BasePool</c>.</summary>
internal interface ITaskPool : IAsyncDisposable
{
    /// <summary>The name that <c>stats</c> shows under <c>pool.implementation</c>.</summary>
    string Implementation { get; }

    /// <summary>Number of tasks whose code may run at the same time.</summary>
    int Concurrency { get; }

    /// <summary>The processes that run task code: this one, unless the pool has children.</summary>
    IReadOnlyList<int> ProcessIds { get; }

    /// <summary>How many tasks each of these processes was given, those they replace included; null where nothing is handed over.</summary>
    IReadOnlyList<long>? Writes => null;

    /// <summary>Gets ready. Completes when tasks can run.</summary>
    /// <exception cref="InvalidOperationException">They never will.</exception>
    Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Hands a task to the next free slot; waits while too many are waiting.</summary>
    ValueTask SubmitAsync(TaskContext context, CancellationToken cancellationToken);

    /// <summary>Tasks were revoked: those that were handed over and have not begun are looked at again.</summary>
    void Recall()
    {
    }

    /// <summary>Adds slots. Celery: <c>BasePool.grow</c>.</summary>
    void Grow(int count);

    /// <summary>Takes slots away, each when its task has ended; at least one stays. Celery: <c>BasePool.shrink</c>.</summary>
    void Shrink(int count);

    /// <summary>Ends the code of a task that runs, as a signal does. False when it does not run here.</summary>
    /// <param name="context">The task.</param>
    /// <param name="signal">Number of the signal; what it does is the pool's matter.</param>
    bool Terminate(TaskContext context, int signal);

    /// <summary>Ends the code of a task whose message the broker delivers again; nothing of the run is recorded or settled if the message is
    /// acknowledged late. Celery: <c>Request.cancel</c>.</summary>
    bool Cancel(TaskContext context);

    /// <summary>Replaces the processes that run task code, where there are any. Celery: <c>BasePool.restart</c>.</summary>
    void Restart();

    /// <summary>From now on no task is started; those that run go on.</summary>
    void StartNoMore();

    /// <summary>Starts no more tasks. Completes when those that run have ended, stored and settled; those that wait are left alone.</summary>
    Task StopAsync();

    /// <summary>Ends what runs in other processes, at once; completes when that is recorded. Code in this process goes on.</summary>
    Task KillAsync() => Task.CompletedTask;
}
