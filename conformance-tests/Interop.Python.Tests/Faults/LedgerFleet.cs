using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Faults;

/// <summary>
/// Two Python workers and two C# workers on one queue: <c>python-1</c>, <c>python-2</c>, <c>csharp-async</c> and
/// <c>csharp-processes</c>, to be killed and started again.
/// </summary>
public sealed class LedgerFleet(FaultBroker broker, string queue, Ledger ledger, CancellationToken cancellationToken) : IAsyncDisposable
{
    private const int PythonConcurrency = 2;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly Dictionary<string, Worker> _workers = new(StringComparer.Ordinal);
    private int _starts;
    private int _sent;

    public static IReadOnlyList<string> Names { get; } = ["python-1", "csharp-async", "python-2", "csharp-processes"];

    /// <summary>How many tasks were sent: 0, 1, 2, and so on.</summary>
    public int Sent => _sent;

    /// <summary>kombu takes a message off a list of Redis and enters it in its books in two steps.</summary>
    private bool HasBooks => broker is RedisFaultBroker;

    /// <summary>Seconds. Nobody holds a message that long but the dead, and a Python worker that lost its broker.</summary>
    private static int VisibilityTimeout => 10;

    public Task StartAsync() => Task.WhenAll(Names.Select(StartAsync));

    public async Task SendAsync(int count)
    {
        await using var app = broker.OpenApp(queue);
        await FaultBroker.SendAsync(app, Enumerable.Range(_sent, count), cancellationToken, "fault.ledger");
        _sent += count;
    }

    /// <summary><c>kill -9</c>, and another in its place.</summary>
    public async Task ReplaceAsync(string name)
    {
        var worker = _workers[name];
        await StandStillAsync(worker);
        await ledger.StrikeAsync(worker.Id, worker.KillAsync);
        await worker.DisposeAsync();
        await StartAsync(name);
    }

    public async Task RestartBrokerAsync()
    {
        foreach (var worker in _workers.Values)
        {
            await StandStillAsync(worker);
        }

        await ledger.StrikeAsync(null, broker.StopAsync);
        await broker.StartAgainAsync();
        foreach (var worker in _workers.Values)
        {
            File.Delete(worker.Hold);
        }
    }

    /// <summary>Asks all to end, which they do in peace. Together, since Python's worker may take half a minute after a broker was away.</summary>
    public Task StopAsync() => Task.WhenAll(_workers.Values.Select(async worker =>
        Assert.True(await worker.StopAsync(), $"{worker.Id} did not end by itself. Its output:\n{worker.Output()}")));

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers.Values)
        {
            await worker.DisposeAsync();
        }
    }

    /// <summary>
    /// On Redis a Python worker that is struck between its two steps loses the message. One whose prefetch is used up by tasks that
    /// run takes nothing, so that nothing can be lost; C# workers are struck whatever they do.
    /// </summary>
    private async Task StandStillAsync(Worker worker)
    {
        if (!HasBooks || !worker.IsPython)
        {
            return;
        }

        await File.WriteAllTextAsync(worker.Hold, "", cancellationToken);
        var asked = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                if (ledger.Running(worker.Id) == PythonConcurrency)
                {
                    return true;
                }

                // The others may have left it nothing.
                if (++asked % 50 == 0)
                {
                    await SendAsync(20);
                }

                return false;
            },
            Deadline, $"{worker.Id} to stand still", cancellationToken);
    }

    private async Task StartAsync(string name)
    {
        var id = $"{name}-{Interlocked.Increment(ref _starts)}";
        var worker = name switch
        {
            "csharp-async" => await StartCSharpAsync(id, "Async", concurrency: 4),
            "csharp-processes" => await StartCSharpAsync(id, "Processes", concurrency: 2),
            _ => await StartPythonAsync(id),
        };
        lock (_workers)
        {
            _workers[name] = worker;
        }
    }

    private async Task<Worker> StartCSharpAsync(string id, string pool, int concurrency)
    {
        const int Multiplier = 4;
        var record = ledger.Enter(id, concurrency * Multiplier);
        var worker = await FaultWorkerProcess.StartAsync(
            new()
            {
                BrokerUrl = broker.Url,
                Queue = queue,
                RecordFile = record,
                NodeName = $"{id}@%h",
                Pool = pool,
                Concurrency = concurrency,
                PrefetchMultiplier = Multiplier,
                VisibilityTimeout = VisibilityTimeout,
            },
            cancellationToken);
        return new(
            id, IsPython: false, $"{record}.hold", worker.KillAsync,
            async () => await worker.StopAsync(cancellationToken) == 0, worker.DisposeAsync, () => worker.Output);
    }

    private async Task<Worker> StartPythonAsync(string id)
    {
        var multiplier = HasBooks ? 1 : 4;
        var record = ledger.Enter(id, PythonConcurrency * multiplier);
        var options = HasBooks ? $$$""", "broker_transport_options": {"visibility_timeout": {{{VisibilityTimeout}}}}""" : "";
        var worker = await CeleryWorkerProcess.StartAsync(
            new()
            {
                BrokerUrl = broker.Url,
                Settings = $$$"""{"task_default_queue": "{{{queue}}}", "worker_prefetch_multiplier": {{{multiplier}}}{{{options}}}}""",
                Queues = [queue],
                Pool = "prefork",
                Concurrency = PythonConcurrency,
                NodeName = id,
                RecordFile = record,
                StartTimeout = Deadline,
            },
            cancellationToken);
        return new(
            id, IsPython: true, $"{record}.hold", worker.KillAsync,
            () => worker.StopAsync(Deadline), worker.DisposeAsync, () => worker.Output);
    }

    private sealed record Worker(
        string Id, bool IsPython, string Hold, Func<Task> KillAsync, Func<Task<bool>> StopAsync, Func<ValueTask> DisposeAsync,
        Func<string> Output);
}
