using Interop.Worker.Diagnostics;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>Child processes of the same program, each running one task at a time. This process consumes, acknowledges and keeps the time;
/// a child stores STARTED, runs the code, sends what follows and stores the record, as Celery's does.</summary>
/// <remarks>Celery: <c>celery/concurrency/prefork.py</c>, <c>billiard/pool.py</c>. A child that runs a task may hold one more, so that it need
/// not wait for us; one that is idle gets it back from there. A lost child takes only the task it ran with it.</remarks>
internal sealed class ProcessPool : ITaskPool
{
    /// <summary>Tasks that a child may hold, the one it runs included.</summary>
    internal const int Depth = 2;

    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly WorkerRuntime _runtime;
    private readonly WaitingLine _waiting;
    private readonly WriteCounts _writes = new();
    private readonly PoolCrew _crew;
    private readonly JobDesk _desk;
    private readonly ChildEndings _endings;
    private readonly TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopping;
    private long _numbers;

    /// <param name="runtime">The worker.</param>
    /// <param name="runner">Settles tasks, and records the end of those whose child is lost.</param>
    /// <param name="capacity">Tasks that may wait for a child before <see cref="SubmitAsync"/> waits.</param>
    public ProcessPool(WorkerRuntime runtime, TaskRunner runner, int capacity)
    {
        _runtime = runtime;
        _waiting = new WaitingLine(capacity);
        _desk = new JobDesk(runtime, runner);
        _crew = new PoolCrew(runtime, _lock, Handle, Gone, Dispatch) { Wanted = runtime.Settings.InitialConcurrency };
        _endings = new ChildEndings(runtime, _lock, _crew);
    }

    public string Implementation => "Interop.Worker.Execution.Pools.Processes:ProcessPool";

    public int Concurrency => _crew.Wanted;

    public IReadOnlyList<int> ProcessIds
    {
        get
        {
            lock (_lock)
            {
                return [.. _crew.Members.Select(process => process.Id)];
            }
        }
    }

    public IReadOnlyList<long> Writes => _writes.Snapshot();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        PoolFolder.Sweep();
        _crew.Maintain();
        return _crew.Complete.WaitAsync(cancellationToken);
    }

    public void Grow(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_lock)
        {
            _crew.Wanted += count;
        }

        _crew.Maintain();
    }

    public void Shrink(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_lock)
        {
            _crew.Wanted = Math.Max(1, _crew.Wanted - count);
            // Those go first that have least to do.
            var surplus = _crew.Members.Where(process => !process.IsClosing).OrderBy(process => process.Jobs.Count).ToList();
            foreach (var process in surplus.Take(surplus.Count - _crew.Wanted))
            {
                _endings.Retire(process);
            }
        }
    }

    public bool Terminate(TaskContext context, int signal)
    {
        context.Signal = signal;
        context.IsTerminated = true;
        return _endings.Condemn(context, TaskEnding.Revoked, signal);
    }

    public bool Cancel(TaskContext context)
    {
        context.IsCancelled = true;
        return _endings.Condemn(context, TaskEnding.Aborted, Signals.Kill);
    }

    public void Restart()
    {
        lock (_lock)
        {
            foreach (var process in _crew.Members)
            {
                _endings.Retire(process);
            }
        }

        _crew.Maintain();
    }

    public async ValueTask SubmitAsync(TaskContext context, CancellationToken cancellationToken)
    {
        if (!_waiting.TryEnter())
        {
            await _waiting.EnterAsync(cancellationToken).ConfigureAwait(false);
        }

        lock (_lock)
        {
            _waiting.Add(context);
        }

        Dispatch();
    }

    public void Recall()
    {
        lock (_lock)
        {
            foreach (var process in _crew.Members)
            {
                ChildEndings.Reclaim(process);
            }
        }
    }

    public void StartNoMore()
    {
        lock (_lock)
        {
            _stopping = true;
        }

        Recall();
        Dispatch();
    }

    public async Task StopAsync()
    {
        StartNoMore();
        await _quiet.Task.ConfigureAwait(false);
        await _desk.WhenIdleAsync().ConfigureAwait(false);
        await _crew.DismissAsync().ConfigureAwait(false);
    }

    public async Task KillAsync()
    {
        lock (_lock)
        {
            _stopping = true;
            foreach (var job in _crew.Members.SelectMany(process => process.Jobs).Where(job => job.EndingWhenLost == TaskEnding.WorkerLost))
            {
                job.EndingWhenLost = TaskEnding.Aborted;
            }
        }

        _crew.Kill();
        try
        {
            await AllEndedAsync().WaitAsync(KillLimit, _runtime.Clock.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Only records are missing that could not be stored; nothing is lost by not waiting for them.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        _crew.Dispose();
    }

    /// <summary>One after the other: a child that ends leaves work at the desk.</summary>
    private async Task AllEndedAsync()
    {
        await _crew.WhenGoneAsync().ConfigureAwait(false);
        await _desk.WhenIdleAsync().ConfigureAwait(false);
    }

    /// <summary>Gives waiting tasks to children that have room, those with least to do first; and takes from busy children for idle ones.</summary>
    private void Dispatch()
    {
        var retired = false;
        lock (_lock)
        {
            while (!_stopping && _crew.LeastBusy(Depth) is { } process && _waiting.First is { } context)
            {
                var isRevoked = _desk.IsRevoked(context);
                if (isRevoked && process.Jobs.Count > 0)
                {
                    // Its end is recorded when its turn comes, as in Celery: until then it counts against the prefetch.
                    break;
                }

                _waiting.RemoveFirst();
                if (isRevoked)
                {
                    _desk.Discard(context);
                    continue;
                }

                var job = new PoolJob(_numbers++, context);
                process.Jobs.Add(job);
                _writes.Add(process.Slot);
                // A child that is gone says so elsewhere, and what it held comes back then.
                process.Channel.Send((job, context.Delivery), static (writer, run) =>
                    JobFrames.WriteRun(writer, run.job.Number, run.Delivery.Queue, run.Delivery.Message));
                if (++process.Given >= _runtime.Settings.MaxTasksPerChild)
                {
                    process.IsClosing = retired = true;
                }
            }

            if (!_stopping && _waiting.IsEmpty && _crew.LeastBusy(1) is not null && _crew.Overloaded() is { } busy)
            {
                ChildEndings.Reclaim(busy);
            }

            if (_stopping && _crew.Members.All(process => process.Jobs.Count == 0))
            {
                _quiet.TrySetResult();
            }
        }

        if (retired)
        {
            _crew.Maintain();
        }
    }

    private void Handle(PoolProcess process, ReadOnlySpan<byte> frame)
    {
        var reader = new FrameReader(frame);
        PoolJob? job;
        lock (_lock)
        {
            var number = reader.Job;
            job = process.Jobs.Find(known => known.Number == number);
            if (job is null)
            {
                return;
            }

            switch (reader.Kind)
            {
                case FrameKind.Started:
                    job.IsStarted = true;
                    job.IsReclaimed = false;
                    break;
                case FrameKind.Reclaimed:
                    process.Jobs.Remove(job);
                    process.Given--;
                    if (!_stopping)
                    {
                        _waiting.PutBack(job.Context);
                    }

                    break;
            }
        }

        switch (reader.Kind)
        {
            case FrameKind.Started:
                Started(process, job);
                break;
            case FrameKind.Finished:
                Finished(process, job, JobFrames.ReadFinished(ref reader));
                break;
            case FrameKind.Refused:
                _desk.Refused(job, reader.Text() ?? "");
                break;
        }

        if (reader.Kind is FrameKind.Finished or FrameKind.Refused)
        {
            // Not before its settlement is on its way, which StopAsync waits for when no job is left.
            lock (_lock)
            {
                process.Jobs.Remove(job);
            }
        }

        _endings.Proceed(process);
        Dispatch();
    }

    private void Started(PoolProcess process, PoolJob job)
    {
        _desk.Started(job, process.Id, isSoft =>
        {
            if (isSoft)
            {
                process.Channel.Send(FrameKind.Soft, job.Number);
            }
            else
            {
                _endings.Condemn(job.Context, TaskEnding.TimeLimit, Signals.Kill);
            }
        });
        if (job.Context.IsTerminated)
        {
            _endings.Condemn(job.Context, TaskEnding.Revoked, job.Context.Signal ?? Signals.Terminate);
        }
    }

    private void Finished(PoolProcess process, PoolJob job, JobEnd end)
    {
        _desk.Finished(job, end);
        if (end.Memory > _runtime.Settings.MaxMemoryPerChild)
        {
            Log.ChildTooBig(_runtime.Logger, process.Id, end.Memory, _runtime.Settings.MaxMemoryPerChild.Value);
            lock (_lock)
            {
                _endings.Retire(process);
            }

            _crew.Maintain();
        }
    }

    /// <summary>A child has ended: what it ran is lost, what it only held goes to another.</summary>
    private void Gone(PoolProcess process, int exitCode)
    {
        List<PoolJob> lost = [];
        lock (_lock)
        {
            for (var i = process.Jobs.Count - 1; i >= 0; i--)
            {
                var job = process.Jobs[i];
                if (job.IsStarted)
                {
                    lost.Add(job);
                }
                else if (!_stopping)
                {
                    _waiting.PutBack(job.Context);
                }
            }
        }

        foreach (var job in lost)
        {
            _desk.Lost(job, exitCode);
        }

        lock (_lock)
        {
            process.Jobs.Clear();
        }

        Dispatch();
    }
}
