using Interop.Client.Producing;
using Interop.Protocol.Canvas;
using Interop.Protocol.Values;
using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace InteropWorker.Tasks;

/// <summary>Tasks that put something in their place.</summary>
internal static class ReplacementTasks
{
    private const string Stamp = "StampOnReplace";

    public static void Map(CeleryWorkerBuilder worker)
    {
        worker.Map("add_replaced", void (TaskContext task, WireValue x, WireValue y) => throw task.Replace(CanvasTasks.Add(x, y)));
        worker.Map("add_to_all", void (TaskContext task, WireValue[] nums, WireValue val) =>
            throw task.Replace(Group.Of([.. nums.Select(num => CanvasTasks.Add(num, val))])));
        worker.Map("fail_replaced", void (TaskContext task, params WireValue[] args) =>
            throw task.Replace(TaskNames.Signature("fail", args).AsImmutable()));
        worker.Map("replace_with_chain", ReplaceWithChain);
        worker.Map("replace_with_chain_which_raises", ReplaceWithFailingChain);
        worker.Map("replace_with_empty_chain", void (TaskContext task, params WireValue[] args) =>
            throw task.Replace(new Signature("celery.chain") { SubtaskType = "chain" }));
        worker.Map("replace_with_stamped_task", void (TaskContext task, Signature? replaceWith = null) =>
                throw task.Replace(replaceWith ?? TaskNames.Signature("replaced_with_me")))
            .WithReplacement((_, replacement) => replacement.Stamp(Stamp, "This is the replaced task"));
        worker.Map("second_order_replace1", (TaskContext task, [FromServices] SideEffects redis, bool state = false) =>
            ReplaceInOrderAsync(task, redis, state, "A", TaskNames.Signature("second_order_replace2"), "second_order_replace1"));
        worker.Map("second_order_replace2", (TaskContext task, [FromServices] SideEffects redis, bool state = false) =>
            ReplaceInOrderAsync(task, redis, state, "B", TaskNames.Signature("redis_echo", "In/Out C"), "second_order_replace2"));
    }

    private static void ReplaceWithChain(TaskContext task, [KeywordOnly] WireValue? linkMsg = null, params WireValue[] args) =>
        throw task.Replace((TaskNames.Signature("identity", args) | TaskNames.Signature("identity")).Link(Echo(linkMsg)));

    private static void ReplaceWithFailingChain(TaskContext task, [KeywordOnly] WireValue? linkMsg = null, params WireValue[] args) =>
        throw task.Replace((TaskNames.Signature("identity", args) | TaskNames.Signature("raise_error")).OnError(Echo(linkMsg)));

    private static Signature Echo(WireValue? message) => message is { IsNone: false } text
        ? TaskNames.Signature("redis_echo", text).AsImmutable()
        : TaskNames.Signature("redis_echo");

    private static async Task ReplaceInOrderAsync(
        TaskContext task, SideEffects redis, bool isSecondRun, string letter, Signature inner, string self)
    {
        await redis.PushAsync("redis-echo", $"{(isSecondRun ? "Out" : "In")} {letter}");
        if (!isSecondRun)
        {
            throw task.Replace(inner | TaskNames.Signature(self).With("state", true).AsImmutable());
        }
    }
}
