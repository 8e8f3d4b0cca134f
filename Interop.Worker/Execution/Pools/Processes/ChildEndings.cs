namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>How children are ended by their worker: at once for the sake of a task, or when they have done what they run.</summary>
internal sealed class ChildEndings(WorkerRuntime runtime, Lock guard, PoolCrew crew)
{
    /// <summary>Ends the child that runs a task, once it holds nothing else that would be hit.</summary>
    public bool Condemn(TaskContext context, TaskEnding ending, int signal)
    {
        PoolProcess? process;
        lock (guard)
        {
            process = crew.Members.FirstOrDefault(member => member.Jobs.Exists(job => job.Context == context && job.IsStarted));
            if (process is null || process.Condemned is not null)
            {
                return false;
            }

            var job = process.Jobs.Find(known => known.Context == context)!;
            job.EndingWhenLost = ending;
            process.IsClosing = true;
            process.Condemned = (job, signal);
            Reclaim(process);
            // One that does not answer is not spared for that.
            process.Deadline = runtime.Clock.Time.CreateTimer(
                _ => Execute(process), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        }

        Proceed(process);
        crew.Maintain();
        return true;
    }

    /// <summary>Does to a closing child what was put off because of the tasks it had.</summary>
    public void Proceed(PoolProcess process)
    {
        lock (guard)
        {
            if (process.Condemned is { } condemned && process.Jobs.Contains(condemned.Job))
            {
                if (process.Jobs.Count == 1)
                {
                    process.End(condemned.Signal);
                }
            }
            else if (process is { IsClosing: true, IsDismissed: false, Jobs.Count: 0 })
            {
                process.IsDismissed = true;
                process.Channel.Send(FrameKind.Goodbye, 0);
            }
        }
    }

    private void Execute(PoolProcess process)
    {
        lock (guard)
        {
            if (process.Condemned is { } condemned && process.Jobs.Contains(condemned.Job))
            {
                process.End(condemned.Signal);
            }
        }
    }

    /// <summary>Lets a child end once it has done what it runs. Call under the lock.</summary>
    public void Retire(PoolProcess process)
    {
        process.IsClosing = true;
        Reclaim(process);
        Proceed(process);
    }

    /// <summary>Asks a child to leave what it has not begun. Call under the lock.</summary>
    public static void Reclaim(PoolProcess process)
    {
        foreach (var job in process.Jobs)
        {
            if (!job.IsStarted && !job.IsReclaimed)
            {
                job.IsReclaimed = true;
                process.Channel.Send(FrameKind.Reclaim, job.Number);
            }
        }
    }
}
