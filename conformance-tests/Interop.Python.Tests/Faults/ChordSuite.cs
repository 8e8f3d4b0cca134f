using System.Text.Json.Nodes;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Faults;

/// <summary>Parts of a chord, which a C# worker cannot count yet, on a queue it serves.</summary>
[Trait(Capabilities.Trait, Capabilities.Chords)]
public abstract class ChordSuite(Func<Task<FaultBroker>> start) : FaultTests(start)
{
    [Fact]
    public async Task Chord_IsNeitherLostNorHalfRun_AndCompletes_WhenPythonTakesOver()
    {
        await using var results = await RedisServer.StartAsync();
        await using var python = await OpenPythonAsync(results.Url);
        await using (var worker = await StartWorkerAsync(Options with { ResultBackend = results.Url, ParkDelay = 1 }))
        {
            var sent = await python.CallAsync("chord", new()
            {
                ["header"] = new JsonArray(
                    PythonCelery.Signature("tasks.add", "[1, 1]"), PythonCelery.Signature("tasks.add", "[20, 20]")),
                ["body"] = PythonCelery.Signature("tasks.total"),
            }, Cancellation);
            var id = sent.GetProperty("task_id").GetString()!;
            await worker.WaitForLogAsync("chord", Cancellation);

            // Tasks of no chord are served meanwhile.
            var other = await python.SendTaskAsync("tasks.add", "[2, 3]", cancellationToken: Cancellation);
            Assert.Equal("5", (await python.GetAsync(other, Deadline, Cancellation)).Repr);
            Assert.Equal(["5"], Record.Lines);

            Assert.Equal(0, await worker.StopAsync(Cancellation));
            await using var heir = await CeleryWorkerProcess.StartAsync(
                new() { BrokerUrl = Broker.Url, ResultBackend = results.Url, Queues = [Queue], Settings = $$"""{"task_default_queue": "{{Queue}}"}""" },
                Cancellation);

            Assert.Equal("42", (await python.GetAsync(id, Deadline, Cancellation)).Repr);
            Assert.Equal(["5"], Record.Lines);
        }
    }
}
