using System.Collections.Concurrent;
using System.Globalization;
using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Results;
using Interop.Python.Tests.Delivery;
using Interop.Testing;
using Interop.Testing.Faults;
using Interop.Testing.Servers;
using Interop.Worker.Execution;

namespace Interop.Python.Tests.Faults;

/// <summary>A worker whose connections are cut at every step of a task's way: every task runs and has its result, none is left behind, and
/// the worker goes on.</summary>
public abstract class CutSuite(Func<Task<FaultBroker>> start) : FaultTests(start)
{
    private readonly ConcurrentDictionary<int, int> _runs = new();

    /// <summary>How the tests of a row cut; one of <paramref name="name"/>.</summary>
    protected abstract WireStep Step(string name);

    /// <summary>The server behind the broker's URL.</summary>
    private int BrokerPort => new Uri(Broker.Url).Port;

    protected abstract string UrlThrough(int port);

    /// <summary>Where results go, or null for the broker, through the same proxy.</summary>
    protected virtual Task<RedisServer?> ResultStoreAsync() => Task.FromResult<RedisServer?>(null);

    /// <summary>Every task at the broker is settled.</summary>
    protected Task NothingIsLeftAsync() => Eventually.GetAsync(
        () => Broker.LeftAsync(Queue), left => left == 0, Deadline, "an empty broker", Cancellation);

    /// <summary>Cuts twice at the step: before the other side has it, and right after.</summary>
    protected async Task CutAsync(string step)
    {
        await using var results = await ResultStoreAsync();
        await using var proxy = CuttingProxy.Start(BrokerPort);
        proxy.CutAt(Step(step), after: false);
        proxy.CutAt(Step(step), after: true);
        await using var app = CeleryApp.Create(Settings(Broker.Url, results?.Url ?? Broker.Url));

        // There before the worker is, so that each step has something to do.
        var sent = await SendAsync(app, first: 0);
        await using var worker = await StartAsync(Settings(UrlThrough(proxy.Port), results?.Url ?? UrlThrough(proxy.Port)));
        try
        {
            await proxy.WhenCutAsync(1, Deadline, Cancellation);
            sent.AddRange(await SendAsync(app, first: 10));
            await proxy.WhenCutAsync(2, Deadline, Cancellation);
            sent.AddRange(await SendAsync(app, first: 20));

            await CheckAsync(sent);
        }
        catch (Exception e) when (e is TimeoutException or TaskFailedException)
        {
            throw new InvalidOperationException($"{e.Message} The worker's log:\n{string.Join('\n', worker.Logs.Messages)}", e);
        }

        await NothingIsLeftAsync();
        Assert.Equal(2, proxy.Cuts);
    }

    /// <summary>Cuts one connection after the other after some bytes, wherever that is.</summary>
    protected async Task CutAnywhereAsync(int seed, int cuts, int mostBytes)
    {
        var chance = new Random(seed);
        await using var results = await ResultStoreAsync();
        await using var proxy = CuttingProxy.Start(BrokerPort);
        proxy.CutAfterBytes(() => proxy.Cuts < cuts ? chance.Next(1, mostBytes) : null);
        await using var app = CeleryApp.Create(Settings(Broker.Url, results?.Url ?? Broker.Url));

        var sent = await SendAsync(app, first: 0);
        await using var worker = await StartAsync(Settings(UrlThrough(proxy.Port), results?.Url ?? UrlThrough(proxy.Port)));
        try
        {
            for (var batch = 1; proxy.Cuts < cuts; batch++)
            {
                sent.AddRange(await SendAsync(app, first: 10 * batch));
                await Task.WhenAll(sent.Select(task => task.GetAsync(Deadline, Cancellation)));
            }

            sent.AddRange(await SendAsync(app, first: 1_000_000));
            await CheckAsync(sent);
        }
        catch (Exception e) when (e is TimeoutException or TaskFailedException)
        {
            throw new InvalidOperationException(
                $"With the seed {seed.ToString(CultureInfo.InvariantCulture)}: {e.Message} The worker's log:\n{string.Join('\n', worker.Logs.Messages)}", e);
        }

        await NothingIsLeftAsync();
    }

    /// <summary>Two tasks that are acknowledged first, two that are acknowledged last, and two that are sent again by the worker.</summary>
    private async Task<List<AsyncResult<int>>> SendAsync(CeleryApp app, int first)
    {
        var sent = new List<AsyncResult<int>>();
        foreach (var task in (string[])["cut.early", "cut.late", "cut.again", "cut.early", "cut.late", "cut.again"])
        {
            sent.Add(await app.SendTaskAsync<int>(task, [first + sent.Count], cancellationToken: Cancellation));
        }

        return sent;
    }

    private async Task CheckAsync(List<AsyncResult<int>> sent)
    {
        var results = await Task.WhenAll(sent.Select(task => task.GetAsync(Deadline, Cancellation)));
        Assert.Equal(sent.Count, results.Distinct().Count());
        Assert.All(results, number => Assert.True(_runs.ContainsKey(number)));
    }

    private CeleryOptions Settings(string broker, string results) => new()
    {
        BrokerUrl = broker,
        ResultBackend = results,
        TaskDefaultQueue = Queue,
        WorkerEnableRemoteControl = false,
        WorkerConcurrency = 2,
        PublishTimeout = Deadline,
        ResultTimeout = Deadline,
        BrokerConnectionTimeout = TimeSpan.FromSeconds(20),
    };

    private Task<LocalWorker> StartAsync(CeleryOptions options) => LocalWorker.StartAsync(options, worker =>
    {
        worker.MapTask("cut.early", (int number) => Run(number));
        worker.MapTask("cut.late", (int number) => Run(number)).WithAcksLate();
        worker.MapTask("cut.again", (int number, TaskContext task) =>
            task.Retries == 0 ? throw task.Retry(countdown: TimeSpan.Zero) : Run(number)).WithAcksLate().WithRetry(maxRetries: 5);
    }, Cancellation);

    private int Run(int number)
    {
        _runs.AddOrUpdate(number, 1, (_, times) => times + 1);
        return number;
    }
}
