using System.Threading.Channels;
using Interop.Worker.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Consuming;

/// <summary>Holds items until their time and then hands them out one after the other, in the order of their times. One timer for all.</summary>
internal sealed class EtaSchedule<T> : IAsyncDisposable
{
    /// <summary>Longest time a timer is set for; it is set again then.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(10);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<T, (long DueTicks, long Order)> _items = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private readonly Func<T, CancellationToken, ValueTask> _onDue;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Task _loop;
    private DateTimeOffset? _timerDue;
    private long _order;
    private int _disposed;

    /// <param name="time">The clock.</param>
    /// <param name="logger">Where a failing handler is told of.</param>
    /// <param name="onDue">Called for each item when its time has come, one at a time.</param>
    public EtaSchedule(TimeProvider time, ILogger logger, Func<T, CancellationToken, ValueTask> onDue)
    {
        _time = time;
        _logger = logger;
        _onDue = onDue;
        _timer = time.CreateTimer(_ => _wake.Writer.TryWrite(true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Number of items that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>What waits now and until when, in no order.</summary>
    public IReadOnlyList<(T Item, DateTimeOffset Due)> Snapshot()
    {
        lock (_lock)
        {
            return [.. _items.UnorderedItems.Select(entry => (entry.Element, new DateTimeOffset(entry.Priority.DueTicks, TimeSpan.Zero)))];
        }
    }

    public void Add(T item, DateTimeOffset due)
    {
        lock (_lock)
        {
            if (_disposed != 0)
            {
                return;
            }

            _items.Enqueue(item, (due.UtcTicks, _order++));
            if (_timerDue is null || due < _timerDue)
            {
                SetTimer(due);
            }
        }
    }

    /// <summary>Drops what a condition holds for, and says how many.</summary>
    public int RemoveAll(Func<T, bool> condition)
    {
        lock (_lock)
        {
            var before = _items.Count;
            (T, (long, long))[] kept = [.. _items.UnorderedItems.Where(entry => !condition(entry.Element))];
            _items.Clear();
            _items.EnqueueRange(kept);
            return before - kept.Length;
        }
    }

    /// <summary>Hands out nothing more; items that still wait are dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _wake.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                _wake.Reader.TryRead(out _);
                while (TryTakeDue(out var item))
                {
                    await HandOutAsync(item).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The schedule is disposed.
        }
    }

    private async ValueTask HandOutAsync(T item)
    {
        try
        {
            await _onDue(item, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.ScheduleFailed(_logger, e);
        }
    }

    private bool TryTakeDue(out T item)
    {
        lock (_lock)
        {
            _timerDue = null;
            if (!_items.TryPeek(out item!, out var key))
            {
                return false;
            }

            if (key.DueTicks <= _time.GetUtcNow().UtcTicks)
            {
                _items.Dequeue();
                return true;
            }

            SetTimer(new DateTimeOffset(key.DueTicks, TimeSpan.Zero));
            return false;
        }
    }

    private void SetTimer(DateTimeOffset due)
    {
        _timerDue = due;
        // Timers count whole milliseconds: rounded down, the item would not be due yet when they fire.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, (due - _time.GetUtcNow()).TotalMilliseconds)));
        _timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }
}
