using System.Text;
using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace Interop.FaultWorker;

/// <summary>Tasks that write down that they ran.</summary>
internal sealed class FaultTasks(string recordFile)
{
    private readonly Lock _lock = new();
    private readonly FileStream _record = new(recordFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Map(CeleryWorkerBuilder worker)
    {
        worker.MapTask("fault.record", Record).WithAcksLate();
        worker.MapTask("fault.hold", HoldAsync).WithAcksLate();
        worker.MapTask("fault.stuck", StuckAsync).WithAcksLate();
        worker.MapTask("fault.add", (int x, int y) => x + y).WithAcksLate();
    }

    /// <summary>A line on standard input lets the tasks that are held return.</summary>
    public async Task ReadCommandsAsync(TextReader commands)
    {
        await Task.Yield();
        if (await commands.ReadLineAsync() is not null)
        {
            _released.TrySetResult();
        }
    }

    private void Record(int number) => Append($"{number}");

    private async Task HoldAsync(int number, TaskContext task)
    {
        Append($"held {number}");
        await _released.Task.WaitAsync(task.CancellationToken);
        Append($"{number}");
    }

    /// <summary>Ends only when the worker goes down.</summary>
    private async Task StuckAsync(int number, TaskContext task)
    {
        Append($"held {number}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, task.CancellationToken);
    }

    private void Append(string line)
    {
        lock (_lock)
        {
            _record.Write(Encoding.ASCII.GetBytes($"{line}\n"));
        }
    }
}
