using System.Text;
using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace Interop.FaultWorker;

/// <summary>Tasks that write down that they ran.</summary>
/// <param name="recordFile">See <see cref="FaultSettings.RecordFile"/>.</param>
/// <param name="holdAfter">So many runs of fault.record return; later ones wait for the release.</param>
internal sealed class FaultTasks(string recordFile, int holdAfter) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _record = new(recordFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _begun;

    /// <summary>Tasks of its own, and some that Python has under the same names, for taking over from each other.</summary>
    public void Map(CeleryWorkerBuilder worker)
    {
        worker.MapTask("fault.record", RecordAsync).WithAcksLate();
        worker.MapTask("fault.hold", HoldAsync).WithAcksLate();
        worker.MapTask("fault.part", PartAsync).WithAcksLate();
        worker.MapTask("fault.total", Total).WithAcksLate();
        worker.MapTask("tasks.slow", SlowAsync).WithAcksLate();
        worker.MapTask("tasks.add", Add).WithAcksLate();
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

    public void Dispose() => _record.Dispose();

    private async Task RecordAsync(int number, TaskContext task)
    {
        if (Interlocked.Increment(ref _begun) > holdAfter)
        {
            await HoldAsync(number, task);
            return;
        }

        Append($"{number}");
    }

    private async Task<int> PartAsync(int number, TaskContext task)
    {
        await RecordAsync(number, task);
        return number;
    }

    private int Total(int[] numbers)
    {
        Append($"{numbers.Sum()}");
        return numbers.Sum();
    }

    private async Task HoldAsync(int number, TaskContext task)
    {
        Append($"held {number}");
        await _released.Task.WaitAsync(task.CancellationToken);
        Append($"{number}");
    }

    private async Task<int> SlowAsync(double seconds, int value, TaskContext task)
    {
        await HoldAsync(value, task);
        return value;
    }

    private int Add(int x, int y)
    {
        Append($"{x + y}");
        return x + y;
    }

    private void Append(string line)
    {
        lock (_lock)
        {
            _record.Write(Encoding.ASCII.GetBytes($"{line}\n"));
        }
    }
}
