using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Python.Tests.Faults;

/// <summary>Redis: workers of one language restore what a killed worker of the other held in the books.</summary>
[Collection("faults")]
[Trait(Capabilities.Trait, Capabilities.Takeover)]
public sealed class TakeoverTests() : FaultTests(RedisFaultBroker.StartAsync)
{
    private const int Timeout = 2;

    private string PythonSettings => $$$"""
        {"task_default_queue": "{{{Queue}}}", "worker_prefetch_multiplier": 4,
         "broker_transport_options": {"visibility_timeout": {{{Timeout}}} } }
        """;

    [Fact]
    public async Task Python_RestoresWhatAKilledCSharpWorkerHeld()
    {
        await using var python = await PythonCelery.OpenAsync(Broker.Url, Broker.Url, PythonSettings, cancellationToken: Cancellation);
        var ids = await python.SendManyAsync("tasks.slow", "[[0, 1], [0, 2], [0, 3], [0, 4], [0, 5], [0, 6]]", cancellationToken: Cancellation);
        await using (var worker = await StartWorkerAsync(Options with { VisibilityTimeout = Timeout, Concurrency = 2 }))
        {
            await Record.WaitForLineAsync("held 1", Cancellation);
            await Record.WaitForLineAsync("held 2", Cancellation);
            await worker.KillAsync();
        }

        // Celery restores when it starts and then only every 100 seconds or so.
        await WaitUntilTheBooksAreOldAsync();
        await using var heir = await StartPythonAsync();

        var results = await python.GetManyAsync(ids, Deadline, Cancellation);
        Assert.Equal([1, 2, 3, 4, 5, 6], results.Select(result => result.Value.GetInt32()));
        Assert.Empty(Record.Runs);
    }

    [Fact]
    public async Task CSharp_RestoresWhatAKilledPythonWorkerHeld()
    {
        await using var python = await PythonCelery.OpenAsync(Broker.Url, Broker.Url, PythonSettings, cancellationToken: Cancellation);
        var ids = await python.SendManyAsync(
            "tasks.slow", "[[3600, 1], [3600, 2], [3600, 3], [3600, 4]]", cancellationToken: Cancellation);
        await using (var worker = await StartPythonAsync())
        {
            foreach (var id in ids)
            {
                await worker.WaitForLogAsync($"tasks.slow[{id}]", Deadline, Cancellation); // "received" stands before or behind it
            }

            await worker.KillAsync();
        }

        await using var heir = await StartWorkerAsync(Options with { VisibilityTimeout = Timeout, ResultBackend = Broker.Url });
        await heir.ReleaseAsync();

        var results = await python.GetManyAsync(ids, Deadline, Cancellation);
        Assert.Equal([1, 2, 3, 4], results.Select(result => result.Value.GetInt32()));
        await AssertNothingIsLeftAsync(heir, count: 4, first: 1);
    }

    [Fact]
    public async Task Python_TakesNothingFromACSharpWorkerThatLives()
    {
        await using var python = await PythonCelery.OpenAsync(Broker.Url, Broker.Url, PythonSettings, cancellationToken: Cancellation);
        var id = await python.SendTaskAsync("tasks.slow", "[0, 1]", cancellationToken: Cancellation);
        await using var worker = await StartWorkerAsync(Options with { VisibilityTimeout = Timeout, ResultBackend = Broker.Url });
        await Record.WaitForLineAsync("held 1", Cancellation);
        var redis = (RedisFaultBroker)Broker;

        // A delivery that is held for several times the timeout stays younger than it, as seen by the server's clock.
        var start = await redis.ClockAsync();
        await Eventually.GetAsync(
            async () =>
            {
                Assert.True(await redis.AgeOfBooksAsync() < Timeout, "The delivery was not renewed in time.");
                return await redis.ClockAsync();
            },
            now => now > start + 3 * Timeout, Deadline, "three visibility timeouts", Cancellation);

        await worker.ReleaseAsync();
        Assert.Equal("1", (await python.GetAsync(id, Deadline, Cancellation)).Repr);
        await AssertNothingIsLeftAsync(worker, count: 1, first: 1);
    }

    private Task<CeleryWorkerProcess> StartPythonAsync() => CeleryWorkerProcess.StartAsync(new()
    {
        BrokerUrl = Broker.Url,
        ResultBackend = Broker.Url,
        Settings = PythonSettings,
        Queues = [Queue],
        Pool = "prefork",
        Concurrency = 2,
    }, Cancellation);

    private Task WaitUntilTheBooksAreOldAsync()
        => Eventually.GetAsync(
            () => ((RedisFaultBroker)Broker).AgeOfBooksAsync(), age => age > Timeout + 1, Deadline, "the visibility timeout", Cancellation);
}
