using System.Collections.Concurrent;

namespace Interop.Python.Tests.Live;

/// <summary>Where tasks and tests wait for each other, by a key they agree on; no test has to guess how long anything takes.</summary>
public sealed class Gates
{
    private readonly ConcurrentDictionary<string, Gate> _gates = new(StringComparer.Ordinal);

    public Gate this[string key] => _gates.GetOrAdd(key, _ => new Gate());

    /// <summary>A task reports at it, and waits in front of it until a test opens it.</summary>
    public sealed class Gate
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _arrivals;

        /// <summary>Completes when a task stands in front of the gate.</summary>
        public Task Reached => _reached.Task;

        /// <summary>How many tasks came so far.</summary>
        public int Arrivals => Volatile.Read(ref _arrivals);

        public void Open() => _open.TrySetResult();

        public Task Opened => _open.Task;

        public Task PassAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _arrivals);
            _reached.TrySetResult();
            return _open.Task.WaitAsync(cancellationToken);
        }
    }
}
