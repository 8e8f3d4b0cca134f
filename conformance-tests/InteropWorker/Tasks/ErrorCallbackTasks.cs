using Interop.Protocol.Results;
using Interop.Protocol.Values;
using Interop.Worker.Registration;

namespace InteropWorker.Tasks;

/// <summary>Tasks that are told of failures of others.</summary>
internal static class ErrorCallbackTasks
{
    public static void Map(CeleryWorkerBuilder worker)
    {
        worker.Map("errback_old_style", OldStyleAsync);
        worker.Map("errback_new_style", NewStyleAsync);
    }

    /// <summary>Called directly, by the worker that saw the failure.</summary>
    private static async Task<string> NewStyleAsync([FromServices] SideEffects redis, WireMap request, RemoteError exc, string? tb)
    {
        var id = request["id"]?.AsStringOrNull() ?? "";
        await redis.IncrementAsync(id);
        return id;
    }

    private static async Task<string> OldStyleAsync([FromServices] SideEffects redis, string requestId)
    {
        await redis.IncrementAsync(requestId);
        return requestId;
    }
}
