using System.Text.Json.Nodes;
using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Faults;

/// <summary>Chords whose workers are killed, and whose parts fail: a part counts once, the body runs once.</summary>
[Trait(Capabilities.Trait, Capabilities.Chords)]
public abstract class ChordSuite(Func<Task<FaultBroker>> start) : FaultTests(start)
{
    private static readonly TaskRef<int> Part = new("fault.part");
    private static readonly TaskRef<int> Total = new("fault.total");

    [Fact]
    public async Task PythonsChord_IsCounted_AndItsBodyCalled()
    {
        await using var results = await RedisServer.StartAsync();
        await using var python = await OpenPythonAsync(results.Url);
        await using var worker = await StartWorkerAsync(Options with { ResultBackend = results.Url });

        var sent = await python.CallAsync("chord", new()
        {
            ["header"] = new JsonArray(PythonCelery.Signature("tasks.add", "[1, 1]"), PythonCelery.Signature("tasks.add", "[20, 20]")),
            ["body"] = PythonCelery.Signature("fault.total"),
        }, Cancellation);

        Assert.Equal("42", (await python.GetAsync(sent.GetProperty("task_id").GetString()!, Deadline, Cancellation)).Repr);
        Assert.Equal(["2", "40", "42"], Record.Lines.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Chord_EndsOnce_WhenItsWorkersAreKilledAgainAndAgain(int seed)
    {
        const int Count = 300;
        var total = Count * (Count + 1) / 2;
        var chance = new Random(seed);
        await using var results = await RedisServer.StartAsync();
        await using var app = Broker.OpenApp(Queue, results.Url);
        var options = Options with { ResultBackend = results.Url, PrefetchMultiplier = 20, VisibilityTimeout = 1 };
        var sum = await app.SendAsync<int>(
            Group.Of([.. Enumerable.Range(1, Count).Select(number => Part.S(number))]) | Total.S(), cancellationToken: Cancellation);

        for (var round = 0; round < 4; round++)
        {
            var target = Math.Min(Count - 20, Record.Runs.Count + chance.Next(1, Count / 4));
            await using var killed = await StartWorkerAsync(options);
            await Record.WaitForAsync(target, Cancellation);
            await killed.KillAsync();
        }

        await using var last = await StartWorkerAsync(options);
        Assert.Equal(total, await sum.GetAsync(Deadline, Cancellation));
        await Eventually.GetAsync(() => Broker.LeftAsync(Queue), left => left == 0, Deadline, "an empty broker", Cancellation);
        Assert.Equal(0, await last.StopAsync(Cancellation));

        Assert.Equal(Enumerable.Range(1, Count).Append(total), Record.Runs.Keys.Order());
        Assert.Equal(1, Record.Runs[total]);
    }

    [Fact]
    public async Task Body_Fails_WithTheErrorOfThePart()
    {
        await using var results = await RedisServer.StartAsync();
        await using var app = Broker.OpenApp(Queue, results.Url);
        await using var worker = await StartWorkerAsync(Options with { ResultBackend = results.Url });

        var sum = await app.SendAsync<int>(Group.Of(Part.S(1), Part.S("two"), Part.S(3)) | Total.S(), cancellationToken: Cancellation);
        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => sum.GetAsync(Deadline, Cancellation));

        Assert.Equal(("celery.exceptions", "ChordError"), (failure.Error.Module, failure.Error.Type));
        Assert.StartsWith("Dependency ", failure.Error.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "3"], Record.Lines.Order(StringComparer.Ordinal));
    }
}
