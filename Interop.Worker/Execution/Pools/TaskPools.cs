using Interop.Client.Configuration;
using Interop.Worker.Execution.Pools.Processes;

namespace Interop.Worker.Execution.Pools;

/// <summary>Makes the pool that the settings ask for.</summary>
internal static class TaskPools
{
    /// <exception cref="NotSupportedException">Child processes would not see the broker.</exception>
    public static ITaskPool Create(WorkerRuntime runtime, TaskRunner runner, int capacity)
    {
        switch (runtime.Settings.Pool)
        {
            case PoolKind.Solo:
                return new SoloPool(runtime, runner);
            case PoolKind.Processes when runtime.App.Broker.DriverName == "memory":
                throw new NotSupportedException(
                    "The pool 'processes' needs a broker that its processes can reach, and memory:// is only here. Use the pool 'async'.");
            case PoolKind.Processes:
                return new ProcessPool(runtime, runner, capacity);
            default:
                return new AsyncPool(runtime, runner, capacity);
        }
    }
}
