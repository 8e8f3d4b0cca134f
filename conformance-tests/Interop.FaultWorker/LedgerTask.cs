using System.Text;
using Interop.Worker.Registration;

namespace Interop.FaultWorker;

/// <summary>
/// <c>fault.ledger</c>, which Python has under the same name: works for some milliseconds and writes down when it began and ended, by
/// the machine's monotonic clock, in a file of its process.
/// </summary>
/// <param name="recordFile">The files are named after it.</param>
internal sealed class LedgerTask(string recordFile)
{
    private readonly Lock _lock = new();
    private FileStream? _file;

    public void Map(CeleryWorkerBuilder worker) => worker.MapTask("fault.ledger", RunAsync).WithAcksLate(requeueWhenLost: true);

    private async Task RunAsync(int number)
    {
        Write("began", number);
        await Task.Delay(TimeSpan.FromMilliseconds(1 + number % 10), TimeProvider.System);
        Write("ended", number);
    }

    private void Write(string what, int number)
    {
        lock (_lock)
        {
            _file ??= new FileStream(
                $"{recordFile}.{Environment.ProcessId}", FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            _file.Write(Encoding.ASCII.GetBytes($"{what} {number} {TimeProvider.System.GetTimestamp()}\n"));
        }
    }
}
