using Interop.Worker.Registration;

namespace InteropWorker.Tasks;

/// <summary>Tasks that are told of failures of others.</summary>
internal static class ErrorCallbackTasks
{
    public static void Map(CeleryWorkerBuilder worker) => worker.Map("errback_old_style", OldStyleAsync);

    private static async Task<string> OldStyleAsync([FromServices] SideEffects redis, string requestId)
    {
        await redis.IncrementAsync(requestId);
        return requestId;
    }
}
