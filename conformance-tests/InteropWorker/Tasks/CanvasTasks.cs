using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Protocol.Canvas;
using Interop.Protocol.Values;
using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace InteropWorker.Tasks;

/// <summary>Tasks that send canvas, or add to the chord they are in.</summary>
internal static class CanvasTasks
{
    public static void Map(CeleryWorkerBuilder worker)
    {
        worker.Map("chain_add", (TaskContext task, WireValue x, WireValue y) => SendAsync(task, Add(x, x) | Add(y)));
        worker.Map("chord_add", (TaskContext task, WireValue x, WireValue y) => SendAsync(task, Chord.Of([Add(x, x)], Add(y))));
        worker.Map("build_chain_inside_task", BuildChainAsync);
        worker.Map("add_to_all_to_chord", AddAllAsync);
        worker.Map("add_chord_to_chord", AddChordAsync);
    }

    public static Signature Add(params WireValue[] args) => TaskNames.Signature("add", args);

    private static async Task SendAsync(TaskContext task, Signature canvas) =>
        await task.App.Publisher.SendSignatureAsync(canvas, SignatureCall.Empty, task.CancellationToken);

    private static async Task<ResultBase> BuildChainAsync(TaskContext task)
    {
        var canvas = Chain.Of(Add(1, 1), Add(2), Group.Of(Add(3), Add(4)), Add(5));
        return task.App.Result(await task.App.Publisher.SendSignatureAsync(canvas, SignatureCall.Empty, task.CancellationToken));
    }

    private static async Task<int> AddAllAsync(TaskContext task, WireValue[] nums, WireValue val)
    {
        foreach (var num in nums)
        {
            await task.AddToChordAsync(Add(num, val), task.CancellationToken);
        }

        return 0;
    }

    private static async Task<int> AddChordAsync(TaskContext task, WireValue[] nums, WireValue val)
    {
        var header = Group.Of([.. nums.Select(num => Add(num, val))]);
        await task.AddToChordAsync(header | TaskNames.Signature("tsum"), task.CancellationToken);
        return 0;
    }
}
