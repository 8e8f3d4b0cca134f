using Interop.Worker.Control;
using Interop.Worker.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Execution.Pools;

/// <summary>Grows a pool to the number of tasks in hand and shrinks it when there are fewer for a while. Thread safe.</summary>
/// <remarks>Celery: <c>celery/worker/autoscale.py</c>, <c>Autoscaler</c>.</remarks>
internal sealed class Autoscaler : IAutoscaler, IDisposable
{
    /// <summary>A pool that grew is not shrunk for so long. Celery: <c>AUTOSCALE_KEEPALIVE</c>.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ITaskPool _pool;
    private readonly Func<int> _load;
    private readonly Action<int> _onMaxChanged;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private long? _grown;

    /// <param name="pool">The pool.</param>
    /// <param name="limits">Most and fewest slots.</param>
    /// <param name="load">Tasks that run or could run.</param>
    /// <param name="onMaxChanged">Called with the difference when <see cref="Update"/> changes the most: the prefetch follows it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it tells what it does.</param>
    public Autoscaler(
        ITaskPool pool, (int Max, int Min) limits, Func<int> load, Action<int> onMaxChanged, TimeProvider time, ILogger logger)
    {
        _pool = pool;
        (Max, Min) = limits;
        _load = load;
        _onMaxChanged = onMaxChanged;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(_ => MaybeScale(), null, Interval, Interval);
    }

    public int Max { get; private set; }

    public int Min { get; private set; }

    /// <summary>Slots there are. Celery: <c>Autoscaler.processes</c>.</summary>
    public int Current => _pool.Concurrency;

    /// <summary>Tasks in hand. Celery: <c>Autoscaler.qty</c>.</summary>
    public int Quantity => _load();

    /// <inheritdoc/>
    public (int Max, int Min, int Current, int Queued) Info => (Max, Min, Current, Quantity);

    /// <summary>Changes the limits; null leaves one as it is. Celery: <c>Autoscaler.update</c>, the control command <c>autoscale</c>.</summary>
    /// <returns>The limits as they are now.</returns>
    /// <exception cref="ArgumentException">The most would be less than the fewest, or none.</exception>
    public (int Max, int Min) Update(int? max = null, int? min = null)
    {
        lock (_lock)
        {
            var (most, fewest) = (max ?? Max, min ?? Min);
            if (most < 1 || fewest < 0 || most < fewest)
            {
                throw new ArgumentException($"Autoscaling from {fewest} to {most} is impossible; expected 0 <= min <= max and max >= 1.");
            }

            if (most < Current)
            {
                Shrink(Current - most);
            }

            if (most != Max)
            {
                _onMaxChanged(most - Max);
            }

            if (fewest > Current)
            {
                Grow(fewest - Current);
            }

            (Max, Min) = (most, fewest);
            return (Max, Min);
        }
    }

    /// <summary>Looks at the load once. Called every second, and by whoever knows that it changed.</summary>
    public void MaybeScale()
    {
        lock (_lock)
        {
            var (load, current) = (Quantity, Current);
            var wanted = Math.Min(load, Max);
            if (wanted > current)
            {
                _grown = _time.GetTimestamp();
                Grow(wanted - current);
                return;
            }

            wanted = Math.Max(Math.Max(load, Min), 1);
            if (wanted < current && _grown is { } grown && _time.GetElapsedTime(grown) > KeepAlive)
            {
                Shrink(current - wanted);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Grow(int count)
    {
        Log.ScalingUp(_logger, count);
        _pool.Grow(count);
    }

    private void Shrink(int count)
    {
        Log.ScalingDown(_logger, count);
        _pool.Shrink(count);
    }
}
