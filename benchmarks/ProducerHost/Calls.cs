using Interop.Client;
using Interop.Client.Producing;

namespace Interop.Benchmarks;

/// <summary>One call of the task that is measured, by its number.</summary>
internal sealed class Calls(CeleryApp app)
{
    private readonly string _task = HostSettings.Text("TASK", "bench.add");
    private readonly bool _ignoreResult = HostSettings.Flag("IGNORE_RESULT");
    private readonly int _priorities = HostSettings.Number("MAX_PRIORITY", 0);
    private readonly object?[] _sum = [2, 3];

    public async ValueTask SendAsync(long number, DateTimeOffset? eta = null)
    {
        var due = ((eta ?? TimeProvider.System.GetUtcNow()) - DateTimeOffset.UnixEpoch).TotalSeconds;
        await app.SendTaskAsync(_task, _task == "bench.add" ? _sum : [number, due], options: new TaskSendOptions
        {
            IgnoreResult = _ignoreResult,
            Eta = eta,
            Queue = QueueSettings.Count == 1 ? null : QueueSettings.Name((int)(number % QueueSettings.Count)),
            Priority = _priorities == 0 ? null : (int)(number % _priorities),
        });
    }
}
