using Interop.Protocol.Values;
using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace InteropWorker.Tasks;

/// <summary>Tasks that leave something in Redis.</summary>
internal static class RedisTasks
{
    public static void Map(CeleryWorkerBuilder worker)
    {
        worker.Map("redis_echo", (
            [FromServices] SideEffects redis, WireValue message, string redisKey = "redis-echo") => redis.PushAsync(redisKey, message));
        worker.Map("redis_echo_group_id", (
            TaskContext task, [FromServices] SideEffects redis, WireValue _, string redisKey = "redis-group-ids") =>
            redis.PushAsync(redisKey, task.Group));
        worker.Map("redis_count", (
            [FromServices] SideEffects redis, string redisKey = "redis-count") => redis.IncrementAsync(redisKey));
    }
}
