using System.Globalization;
using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace Interop.FaultWorker;

/// <summary>Tasks for pools: what they leave behind are files named after them, each with the id of its process.</summary>
/// <param name="recordFile">The files stand beside it.</param>
internal sealed class PoolTasks(string recordFile)
{
    private static readonly List<byte[]> Kept = [];

    public void Map(CeleryWorkerBuilder worker)
    {
        worker.MapTask("pool.pid", () => Environment.ProcessId);
        worker.MapTask("pool.add", (int x, int y) => x + y);
        worker.MapTask("pool.print", (string text) => Console.WriteLine(text));
        worker.MapTask("pool.hold", (string name) => Hold(name));
        worker.MapTask("pool.hold_late", HoldOnce).WithAcksLate();
        worker.MapTask("pool.hold_again", HoldOnce).WithAcksLate(requeueWhenLost: true);
        worker.MapTask("pool.exit", (int code) => Environment.Exit(code));
        worker.MapTask("pool.limited", (string name) => Hold(name)).WithTimeLimit(hard: TimeSpan.FromSeconds(1));
        worker.MapTask("pool.soft", (TaskContext task) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, task.CancellationToken))
            .WithTimeLimit(soft: TimeSpan.FromSeconds(1));
        worker.MapTask("pool.grow", (int megabytes) =>
        {
            Kept.Add(GC.AllocateUninitializedArray<byte>(megabytes << 20));
            Array.Fill(Kept[^1], (byte)1);
            return Environment.ProcessId;
        });
        worker.MapTask("pool.send", async (int x, TaskContext task) =>
        {
            await task.App.SendTaskAsync("pool.add", [x, 1]);
            return x;
        });
    }

    private string HoldOnce(string name) => File.Exists($"{recordFile}-{name}") ? "again" : Hold(name);

    private string Hold(string name)
    {
        File.WriteAllText($"{recordFile}-{name}.new", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        File.Move($"{recordFile}-{name}.new", $"{recordFile}-{name}");
        using var never = new ManualResetEvent(false);
        never.WaitOne();
        return name;
    }
}
