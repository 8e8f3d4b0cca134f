using System.Globalization;
using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Results;
using Interop.Python.Tests.Live;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Delivery;

/// <summary>Workers whose Redis is killed, and another takes its place.</summary>
public sealed class RedisFailoverTests
{
    private const string Master = "mymaster";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly Gates _gates = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_GoesOnWithThePromotedReplica_AndLosesNothing()
    {
        await using var master = await RedisServer.StartAsync("--repl-diskless-sync-delay", "0");
        await using var replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {master.Port.ToString(CultureInfo.InvariantCulture)}");
        await using var sentinel = await RedisServer.StartSentinelAsync(
            Master, master.Port, $"sentinel down-after-milliseconds {Master} 500", $"sentinel failover-timeout {Master} 5000");
        var driver = await PythonDriver.SharedAsync();
        await Eventually.TrueAsync(
            async () => (await RedisAsync(driver, sentinel, "SENTINEL", "replicas", Master)).Contains("$bytes", StringComparison.Ordinal),
            Deadline, "the sentinel to know the replica", Cancellation);
        var byName = new TransportOptions(new Dictionary<string, string> { ["master_name"] = Master });
        var options = Options($"sentinel://127.0.0.1:{sentinel.Port.ToString(CultureInfo.InvariantCulture)}/0") with
        {
            BrokerTransportOptions = byName,
            ResultBackendTransportOptions = byName,
        };
        await using var app = CeleryApp.Create(options);
        await using var worker = await StartAsync(options);

        // Two run, some are in the books, the rest in the queue.
        var sent = await SendAsync(app, first: 0, count: 30);
        await Task.WhenAll(_gates["0"].Reached, _gates["1"].Reached).WaitAsync(Deadline, Cancellation);
        await RedisAsync(driver, master, "SET", "mark", "here");
        await Eventually.TrueAsync(
            async () => (await RedisAsync(driver, replica, "GET", "mark")).Contains("$bytes", StringComparison.Ordinal),
            Deadline, "the replica to have it all", Cancellation);

        await master.KillAsync();
        _gates["0"].Open();
        _gates["1"].Open();

        await FinishAsync(sent);
        await FinishAsync(await SendAsync(app, first: 100, count: 5));
        await Eventually.TrueAsync(
            async () => await RedisAsync(driver, replica, "HLEN", "unacked") == "0" && await RedisAsync(driver, replica, "LLEN", "failover") == "0",
            Deadline, "an empty broker", Cancellation);
    }

    [Fact]
    public async Task Worker_GoesOnWithTheNextAddress_WhenTheFirstIsKilled()
    {
        await using var first = await RedisServer.StartAsync();
        await using var second = await RedisServer.StartAsync();
        await using var results = await RedisServer.StartAsync();
        var options = Options($"{first.Url};{second.Url}") with { ResultBackend = results.Url };
        await using var worker = await StartAsync(options);
        await using (var app = CeleryApp.Create(options with { BrokerUrl = first.Url }))
        {
            var one = await SendAsync(app, first: 2, count: 1);
            await FinishAsync(one);
        }

        await first.KillAsync();

        await using (var app = CeleryApp.Create(options with { BrokerUrl = second.Url }))
        {
            await FinishAsync(await SendAsync(app, first: 3, count: 10));
        }
    }

    private static CeleryOptions Options(string url) => new()
    {
        BrokerUrl = url,
        ResultBackend = url,
        TaskDefaultQueue = "failover",
        WorkerConcurrency = 2,
        PublishTimeout = Deadline,
        ResultTimeout = Deadline,
    };

    private static async Task<string> RedisAsync(PythonDriver driver, RedisServer server, params string[] words) =>
        (await driver.CallAsync("redis", new()
        {
            ["url"] = server.Url,
            ["words"] = new System.Text.Json.Nodes.JsonArray([.. words.Select(word => System.Text.Json.Nodes.JsonValue.Create(word))]),
        }, Cancellation)).GetRawText();

    private static async Task<List<AsyncResult<int>>> SendAsync(CeleryApp app, int first, int count)
    {
        var sent = new List<AsyncResult<int>>();
        for (var number = first; number < first + count; number++)
        {
            sent.Add(await app.SendTaskAsync<int>("failover.run", [number], cancellationToken: Cancellation));
        }

        return sent;
    }

    private static async Task FinishAsync(List<AsyncResult<int>> sent)
    {
        var results = await Task.WhenAll(sent.Select(task => task.GetAsync(Deadline, Cancellation)));
        Assert.Equal(sent.Count, results.Distinct().Count());
    }

    /// <summary>The tasks 0 and 1 wait at their gates.</summary>
    private Task<LocalWorker> StartAsync(CeleryOptions options) => LocalWorker.StartAsync(
        options,
        worker => worker.MapTask("failover.run", async (int number, CancellationToken token) =>
        {
            if (number < 2)
            {
                await _gates[number.ToString(CultureInfo.InvariantCulture)].PassAsync(token);
            }

            return number;
        }).WithAcksLate(),
        Cancellation);
}
