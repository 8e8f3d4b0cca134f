using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Faults;

/// <summary>A test that breaks something: with a broker, a queue and a record of its own.</summary>
public abstract class FaultTests(Func<Task<FaultBroker>> start) : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private FaultBroker? _broker;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected FaultBroker Broker => _broker!;

    protected RecordFile Record { get; } = new();

    protected string Queue { get; } = $"fault-{Guid.NewGuid():N}";

    protected FaultWorkerOptions Options => new() { BrokerUrl = Broker.Url, Queue = Queue, RecordFile = Record.Path };

    public async ValueTask InitializeAsync() => _broker = await start();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        Record.Dispose();
    }

    protected Task<FaultWorkerProcess> StartWorkerAsync(FaultWorkerOptions? options = null)
        => FaultWorkerProcess.StartAsync(options ?? Options, Cancellation);

    protected async Task SendAsync(int count, string task = "fault.record", int first = 0)
    {
        await using var app = Broker.OpenApp(Queue);
        await FaultBroker.SendAsync(app, Enumerable.Range(first, count), Cancellation, task);
    }

    protected Task<PythonCelery> OpenPythonAsync(string? resultBackend = null)
        => PythonCelery.OpenAsync(Broker.Url, resultBackend, $$"""{"task_default_queue": "{{Queue}}"}""", cancellationToken: Cancellation);

    /// <summary>
    /// As <see cref="AssertNothingIsLeftAsync"/>, after a kill or an outage: tasks that ran and could not be acknowledged come a
    /// second time. One more task, behind all of them, tells when they have.
    /// </summary>
    protected async Task AssertNothingIsLeftToRepeatAsync(FaultWorkerProcess worker, int count)
    {
        await SendAsync(1, first: count);
        await Record.WaitForAsync(count + 1, Cancellation);
        await Eventually.GetAsync(() => Broker.LeftAsync(Queue), left => left == 0, Deadline, "an empty broker", Cancellation);
        await AssertNothingIsLeftAsync(worker, count + 1);
    }

    /// <summary>The worker ends in peace, every task ran, and the broker holds none any more.</summary>
    protected async Task AssertNothingIsLeftAsync(FaultWorkerProcess worker, int count, int first = 0)
    {
        var exitCode = await worker.StopAsync(Cancellation);

        Assert.Equal(Enumerable.Range(first, count), Record.Runs.Keys.Order());
        Assert.True(exitCode == 0, $"The worker ended with {exitCode}. Its output:\n{worker.Output}");
        Assert.Equal(0, await Broker.LeftAsync(Queue));
    }
}
