using Interop.Worker.Registration;

namespace InteropWorker;

internal static class TaskNames
{
    /// <summary>The module that Python has these tasks in.</summary>
    private const string Module = "t.integration.tasks";

    public static TaskBuilder Map(this CeleryWorkerBuilder worker, string name, Delegate code) =>
        worker.MapTask($"{Module}.{name}", code);
}
