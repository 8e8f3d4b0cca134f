using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace InteropWorker.Tasks;

/// <summary>Tasks that give their message back once.</summary>
internal static class RedeliveryTasks
{
    private const string Reason = "to come again";

    public static void Map(CeleryWorkerBuilder worker)
    {
        worker.Map("reject_then_succeed", RejectThenSucceed).WithAcksLate();
        worker.Map("store_success_then_reject", StoreSuccessThenRejectAsync).WithAcksLate();
    }

    private static string RejectThenSucceed(TaskContext task) =>
        task.Properties.Redelivered ? "second-pass" : throw task.Reject(Reason, requeue: true);

    private static async Task<string> StoreSuccessThenRejectAsync(TaskContext task)
    {
        if (task.Properties.Redelivered)
        {
            return "dedup-pass";
        }

        await task.UpdateStateAsync("SUCCESS", "first-pass");
        throw task.Reject(Reason, requeue: true);
    }
}
