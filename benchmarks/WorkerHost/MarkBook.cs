using System.Globalization;

namespace Interop.Benchmarks;

/// <summary>Writes a line "number due now" for every run of bench.mark into the file LEDGER.PID: lateness, losses and second runs are read
/// from there. Every line reaches the file before the task ends, so that a killed worker forgets nothing.</summary>
internal sealed class MarkBook : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter? _file = HostSettings.Text("LEDGER", "") is { Length: > 0 } path
        ? new StreamWriter(string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}")) { AutoFlush = true }
        : null;

    public void Write(long number, double due)
    {
        var now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        lock (_lock)
        {
            _file?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number} {due:F6} {now:F6}"));
        }
    }

    public void Dispose() => _file?.Dispose();
}
