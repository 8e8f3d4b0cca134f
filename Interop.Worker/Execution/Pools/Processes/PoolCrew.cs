using Interop.Worker.Diagnostics;

namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>The children of a pool: started, listened to, replaced when they end, until there are to be none.</summary>
internal sealed class PoolCrew : IDisposable
{
    /// <summary>A program that never came to serve is not tried more often.</summary>
    private const int FirstAttempts = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DismissLimit = TimeSpan.FromSeconds(5);

    private readonly WorkerRuntime _runtime;
    private readonly Lock _lock;
    private readonly FrameHandler _onFrame;
    private readonly Action<PoolProcess, int> _onGone;
    private readonly Action _onReady;
    private readonly List<PoolProcess> _members = [];
    private readonly TaskTracker _lives = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _starting;
    private int _failures;

    /// <param name="runtime">The worker.</param>
    /// <param name="guard">The pool's lock.</param>
    /// <param name="onFrame">Called for every frame of a child.</param>
    /// <param name="onGone">Called with its exit code when a child has ended.</param>
    /// <param name="onReady">Called when a child can be given tasks.</param>
    public PoolCrew(WorkerRuntime runtime, Lock guard, FrameHandler onFrame, Action<PoolProcess, int> onGone, Action onReady)
    {
        _runtime = runtime;
        _lock = guard;
        _onFrame = onFrame;
        _onGone = onGone;
        _onReady = onReady;
    }

    /// <summary>What is done with a frame.</summary>
    internal delegate void FrameHandler(PoolProcess process, ReadOnlySpan<byte> frame);

    /// <summary>How many there are to be, those that only end their last task not counted.</summary>
    public int Wanted { get; set; }

    /// <summary>All that are connected; guarded by the pool's lock.</summary>
    public IReadOnlyList<PoolProcess> Members => _members;

    /// <summary>Completes when as many are ready as were wanted; fails when the program never comes to serve.</summary>
    public Task Complete => _complete.Task;

    /// <summary>The one with least to do that may have another task, or null. Call under the lock.</summary>
    public PoolProcess? LeastBusy(int depth)
    {
        PoolProcess? best = null;
        foreach (var process in _members)
        {
            if (!process.IsClosing && process.Jobs.Count < (best?.Jobs.Count ?? depth))
            {
                best = process;
            }
        }

        return best;
    }

    /// <summary>One that holds a task it has not begun and was not asked to leave, or null. Call under the lock.</summary>
    public PoolProcess? Overloaded() =>
        _members.Find(process => process.Jobs.Count > 1 && process.Jobs.Exists(job => job is { IsStarted: false, IsReclaimed: false }));

    /// <summary>Starts as many as are missing.</summary>
    public void Maintain()
    {
        lock (_lock)
        {
            var missing = Wanted - _starting - _members.Count(process => !process.IsClosing);
            for (; missing > 0 && !_ending.IsCancellationRequested; missing--)
            {
                _starting++;
                _lives.Track(Task.Run(LiveAsync));
            }
        }
    }

    /// <summary>Tells all to end and waits until they have; those that do not are killed.</summary>
    public async Task DismissAsync()
    {
        lock (_lock)
        {
            _ending.Cancel();
            foreach (var process in _members.Where(process => !process.IsDismissed))
            {
                process.IsClosing = process.IsDismissed = true;
                process.Channel.Send(FrameKind.Goodbye, 0);
            }
        }

        try
        {
            await _lives.WhenIdleAsync().WaitAsync(DismissLimit, _runtime.Clock.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill();
            await _lives.WhenIdleAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Kills all, those that only start included.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _ending.Cancel();
            foreach (var process in _members)
            {
                process.IsClosing = process.IsDismissed = true;
                process.End(Signals.Kill);
            }
        }
    }

    /// <summary>Completes when none is left.</summary>
    public Task WhenGoneAsync() => _lives.WhenIdleAsync();

    public void Dispose() => _ending.Dispose();

    private async Task LiveAsync()
    {
        try
        {
            if (await StartAsync().ConfigureAwait(false) is { } process)
            {
                using (process)
                {
                    await ServeAsync(process).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e)
        {
            Log.ChildFailed(_runtime.Logger, e);
        }

        Maintain();
    }

    private async Task<PoolProcess?> StartAsync()
    {
        try
        {
            if (_failures > 0)
            {
                var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(_failures, 10)));
                await Task.Delay(pause < LongestPause ? pause : LongestPause, _runtime.Clock.Time, _ending.Token).ConfigureAwait(false);
            }

            var process = await PoolProcess.StartAsync(_runtime.Clock.Time, _ending.Token).ConfigureAwait(false);
            lock (_lock)
            {
                _starting--;
                _failures = 0;
                process.Slot = FreeSlot();
                _members.Add(process);
                if (_ending.IsCancellationRequested || _members.Count(member => !member.IsClosing) > Wanted)
                {
                    process.IsClosing = process.IsDismissed = true;
                    process.Channel.Send(FrameKind.Goodbye, 0);
                }
                else if (_members.Count(member => !member.IsClosing) == Wanted)
                {
                    _complete.TrySetResult();
                }
            }

            return process;
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                _starting--;
                _failures++;
            }

            if (e is not OperationCanceledException)
            {
                Log.ChildDidNotStart(_runtime.Logger, e);
                if (_failures >= FirstAttempts)
                {
                    _complete.TrySetException(e);
                }
            }

            return null;
        }
    }

    /// <summary>The first place that none has who is to stay.</summary>
    private int FreeSlot()
    {
        var slot = 0;
        while (_members.Exists(member => !member.IsClosing && member.Slot == slot))
        {
            slot++;
        }

        return slot;
    }

    private async Task ServeAsync(PoolProcess process)
    {
        _onReady();
        while (await process.Channel.ReceiveAsync().ConfigureAwait(false) is { } frame)
        {
            _onFrame(process, frame.Span);
        }

        var exitCode = await process.ExitAsync().ConfigureAwait(false);
        bool isExpected;
        lock (_lock)
        {
            isExpected = process.IsDismissed || process.Condemned is not null;
            process.IsClosing = true;
        }

        if (!isExpected)
        {
            Log.ChildLost(_runtime.Logger, process.Id, Signals.Describe(exitCode));
        }

        _onGone(process, exitCode);
        lock (_lock)
        {
            _members.Remove(process);
        }
    }
}
