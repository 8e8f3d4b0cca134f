using Interop.Client;
using Interop.Client.Configuration;
using Interop.Python.Tests.Live;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Delivery;

/// <summary>How many messages a worker takes, and leaves to the others.</summary>
public sealed class PrefetchTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly string _queue = $"prefetch-{Guid.NewGuid():N}";
    private readonly Gates _gates = new();
    private RedisServer? _redis;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CeleryOptions Options => new()
    {
        BrokerUrl = _redis!.Url,
        ResultBackend = _redis.Url,
        TaskDefaultQueue = _queue,
        WorkerConcurrency = 1,
        ResultTimeout = Deadline,
    };

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync() => await _redis!.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BusyWorker_LeavesAllOtherTasksToPython_WhenThePrefetchIsDisabled(bool acksLate)
    {
        await using var app = CeleryApp.Create(Options);
        await using var busy = await StartAsync(Options with { WorkerDisablePrefetch = true, TaskAcksLate = acksLate });
        var first = await app.SendTaskAsync<int>("tasks.add", [0, 0], cancellationToken: Cancellation);
        await _gates["0"].Reached.WaitAsync(Deadline, Cancellation);

        // With a prefetch, the busy worker would take its share of these.
        var rest = new List<Client.Results.AsyncResult<int>>();
        for (var number = 1; number <= 20; number++)
        {
            rest.Add(await app.SendTaskAsync<int>("tasks.add", [number, 0], cancellationToken: Cancellation));
        }

        await using var python = await CeleryWorkerProcess.StartAsync(
            new() { BrokerUrl = _redis!.Url, ResultBackend = _redis.Url, Queues = [_queue], StartTimeout = Deadline }, Cancellation);
        Assert.Equal(Enumerable.Range(1, 20), await Task.WhenAll(rest.Select(task => task.GetAsync(Deadline, Cancellation))));

        _gates["0"].Open();
        Assert.Equal(0, await first.GetAsync(Deadline, Cancellation));
        await python.StopAsync(Deadline);
        var last = await app.SendTaskAsync<int>("tasks.add", [100, 0], cancellationToken: Cancellation);
        await _gates["100"].Reached.WaitAsync(Deadline, Cancellation);
        _gates["100"].Open();
        Assert.Equal(100, await last.GetAsync(Deadline, Cancellation));
    }

    [Fact]
    public async Task Tasks_ThatWaitForTheirTime_DoNotKeepOthersFromRunning_WhenThePrefetchIsDisabled()
    {
        await using var app = CeleryApp.Create(Options);
        await using var worker = await StartAsync(Options with { WorkerDisablePrefetch = true });
        await SendForLaterAsync(app, 5);

        var now = await app.SendTaskAsync<int>("tasks.add", [6, 0], cancellationToken: Cancellation);
        await _gates["6"].Reached.WaitAsync(Deadline, Cancellation);
        _gates["6"].Open();

        Assert.Equal(6, await now.GetAsync(Deadline, Cancellation));
    }

    [Fact]
    public async Task Tasks_ThatWaitForTheirTime_AreLeftInTheQueue_AtTheLimit()
    {
        await using var app = CeleryApp.Create(Options);
        await using var worker = await StartAsync(Options with { WorkerPrefetchMultiplier = 1, WorkerEtaTaskLimit = 3 });
        await SendForLaterAsync(app, 8);

        // Python looks at the broker; what is not in the queue is with the worker.
        await Eventually.GetAsync(
            async () => await app.Broker.CountAsync(_queue, Cancellation), left => left == 5, Deadline, "three tasks to be held", Cancellation);
        var scheduled = (await app.Control.Inspect(new() { Limit = 1, Timeout = Deadline }).ScheduledAsync(Cancellation)).Values.Single();
        Assert.Equal(3, scheduled.Count);
        Assert.Equal(5, await app.Broker.CountAsync(_queue, Cancellation));
    }

    private static async Task SendForLaterAsync(CeleryApp app, int count)
    {
        for (var number = 1; number <= count; number++)
        {
            await app.SendTaskAsync(
                "tasks.add", [number, 0], options: new() { Countdown = TimeSpan.FromHours(1) }, cancellationToken: Cancellation);
        }
    }

    private Task<LocalWorker> StartAsync(CeleryOptions options) => LocalWorker.StartAsync(
        options,
        worker => worker.MapTask("tasks.add", async (int x, int y, CancellationToken token) =>
        {
            await _gates[x.ToString(System.Globalization.CultureInfo.InvariantCulture)].PassAsync(token);
            return x + y;
        }),
        Cancellation);
}
