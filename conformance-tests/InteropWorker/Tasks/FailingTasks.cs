using Interop.Protocol.Values;
using Interop.Worker.Registration;

namespace InteropWorker.Tasks;

/// <summary>Tasks that do nothing but fail.</summary>
internal static class FailingTasks
{
    public static void Map(CeleryWorkerBuilder worker)
    {
        worker.Map("raise_error", RaiseError);
        worker.Map("fail", Fail);
        worker.Map("fail_unpickleable", FailUnpickleable);
        worker.Map("soft_time_limit_must_exceed_time_limit", () => { });
    }

    private static void RaiseError(params WireValue[] args) => throw new ArgumentException("deliberate error");

    private static void Fail(params WireValue[] args) => throw new ExpectedException(["Task expected to fail", .. args]);

    private static void FailUnpickleable(WireValue foo, WireValue bar) => throw new UnpickleableException(foo);
}
