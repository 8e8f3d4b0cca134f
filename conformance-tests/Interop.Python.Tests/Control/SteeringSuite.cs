using System.Text.Json;
using System.Text.Json.Nodes;
using Interop.Client.Control;
using Interop.Client.Producing;
using Interop.Client.Results;
using Interop.Testing;
using Interop.Testing.Logging;
using Interop.Testing.Python;
using Microsoft.Extensions.Hosting;

namespace Interop.Python.Tests.Control;

/// <summary>What remote control does to tasks and workers of both languages, steered from both.</summary>
[Trait(Capabilities.Trait, Capabilities.Control)]
public abstract class SteeringSuite(ControlFleet fleet)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RemoteControl Control => fleet.App.Control;

    [Fact]
    public async Task Python_RevokesATask_ThatWaitsForItsTime()
    {
        var sent = await fleet.App.SendTaskAsync<int>(
            "tasks.add", [1, 2], options: new() { Countdown = TimeSpan.FromSeconds(20) }, cancellationToken: Cancellation);
        await Eventually.TrueAsync(
            async () => (await Control.Inspect(ControlFleet.To(fleet.CSharpNode)).ScheduledAsync(Cancellation))[fleet.CSharpNode]
                .Any(task => task.Request.Id == sent.Id),
            ControlFleet.Deadline, "the task to wait for its time", Cancellation);

        await RevokeByPythonAsync(sent.Id);

        await Assert.ThrowsAsync<TaskRevokedException>(() => sent.GetAsync(ControlFleet.Deadline, Cancellation));
    }

    [Fact]
    public async Task Python_RevokesATask_ThatWaitsForASlot()
    {
        var keys = Enumerable.Range(0, 2).Select(_ => Guid.NewGuid().ToString()).ToList();
        foreach (var key in keys)
        {
            await fleet.App.SendTaskAsync("tasks.wait", [key], cancellationToken: Cancellation);
        }

        await Task.WhenAll(keys.Select(key => fleet.Gates[key].Reached)).WaitAsync(ControlFleet.Deadline, Cancellation);
        var sent = await fleet.App.SendTaskAsync<int>("tasks.add", [1, 2], cancellationToken: Cancellation);
        await Eventually.TrueAsync(
            async () => (await Control.Inspect(ControlFleet.To(fleet.CSharpNode)).ReservedAsync(Cancellation))[fleet.CSharpNode]
                .Any(task => task.Id == sent.Id),
            ControlFleet.Deadline, "the task to wait for a slot", Cancellation);
        var active = (await Control.Inspect(ControlFleet.To(fleet.CSharpNode)).ActiveAsync(cancellationToken: Cancellation))[fleet.CSharpNode];
        Assert.Equal(2, active.Count(task => task.Name == "tasks.wait" && task.StartedOn is not null && task.WorkerPid == Environment.ProcessId));

        await RevokeByPythonAsync(sent.Id);
        keys.ForEach(key => fleet.Gates[key].Open());

        await Assert.ThrowsAsync<TaskRevokedException>(() => sent.GetAsync(ControlFleet.Deadline, Cancellation));
    }

    [Fact]
    public async Task Revoked_ReachesACSharpWorker_ThatStartsLater()
    {
        var id = Guid.NewGuid().ToString();
        await Control.RevokeAsync([id], call: ControlFleet.To(fleet.PythonNode), cancellationToken: Cancellation);

        var logs = new RecordingLoggerProvider();
        using var host = fleet.StartCSharp("late", logs);
        await logs.WaitForAsync(entry => entry.Message.Contains("ready", StringComparison.Ordinal), ControlFleet.Deadline);
        var node = $"late@{Environment.MachineName}";
        await fleet.HearsAsync(node);
        var revoked = await Control.Inspect(ControlFleet.To(node)).RevokedAsync(Cancellation);
        await host.StopAsync(Cancellation);

        Assert.Contains(id, revoked[node]);
    }

    [Fact]
    public async Task Revoked_ReachesAPythonWorker_ThatStartsLater()
    {
        var id = Guid.NewGuid().ToString();
        await Control.RevokeAsync([id], call: ControlFleet.To(fleet.CSharpNode), cancellationToken: Cancellation);

        await using var worker = await fleet.StartPythonAsync("latepy", talks: true);
        var node = $"latepy{fleet.PythonNode[fleet.PythonNode.IndexOf('@', StringComparison.Ordinal)..]}";
        await fleet.HearsAsync(node);
        var revoked = await Control.Inspect(ControlFleet.To(node)).RevokedAsync(Cancellation);

        Assert.Contains(id, revoked[node]);
        Assert.DoesNotContain("sync with", worker.Output.Split('\n').Where(line => line.Contains("failed", StringComparison.Ordinal)));
        await Control.ShutdownAsync(ControlFleet.To(node), Cancellation);
        await Eventually.TrueAsync(() => worker.HasExited, ControlFleet.Deadline, "the Python worker to end", Cancellation);
    }

    [Fact]
    public async Task Python_ShutsACSharpWorkerDown()
    {
        var logs = new RecordingLoggerProvider();
        using var host = fleet.StartCSharp("shortlived", logs);
        await logs.WaitForAsync(entry => entry.Message.Contains("ready", StringComparison.Ordinal), ControlFleet.Deadline);

        var node = $"shortlived@{Environment.MachineName}";
        await fleet.HearsAsync(node);

        if ((await InstalledCelery.GetAsync()).CommandLineTakesDestinations)
        {
            await fleet.CeleryAsync("control", "-t", "0.1", "-d", node, "shutdown");
        }
        else
        {
            await fleet.Python.CallAsync("control", new()
            {
                ["method"] = "shutdown",
                ["keywords"] = new JsonObject { ["destination"] = new JsonArray(node) },
            }, Cancellation);
        }

        await host.WaitForShutdownAsync(Cancellation).WaitAsync(ControlFleet.Deadline, Cancellation);
        Assert.Contains(logs.Messages, message => message.Contains("Got shutdown from remote", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Queues_AreAddedAndCancelled_WhileTasksRun()
    {
        var queue = $"more-{Guid.NewGuid():N}";
        var added = await Control.AddConsumerAsync(queue, call: ControlFleet.To(fleet.CSharpNode), cancellationToken: Cancellation);
        Assert.Equal($"add consumer {queue}", added[fleet.CSharpNode]);

        var there = await fleet.App.SendTaskAsync<int>("tasks.add", [1, 2], options: new() { Queue = queue }, cancellationToken: Cancellation);
        var here = await fleet.App.SendTaskAsync<int>("tasks.add", [3, 4], cancellationToken: Cancellation);
        Assert.Equal(3, await there.GetAsync(ControlFleet.Deadline, Cancellation));
        Assert.Equal(7, await here.GetAsync(ControlFleet.Deadline, Cancellation));

        await Control.CancelConsumerAsync(queue, ControlFleet.To(fleet.CSharpNode), Cancellation);
        await Eventually.TrueAsync(
            async () => (await Control.Inspect(ControlFleet.To(fleet.CSharpNode)).ActiveQueuesAsync(Cancellation))[fleet.CSharpNode]
                .All(known => known.Name != queue),
            ControlFleet.Deadline, "the queue to be left", Cancellation);
        var again = await fleet.App.SendTaskAsync<int>("tasks.add", [5, 6], cancellationToken: Cancellation);
        Assert.Equal(11, await again.GetAsync(ControlFleet.Deadline, Cancellation));
    }

    [Fact]
    public async Task Python_ReachesOneCSharpWorker_ByItsOwnQueue()
    {
        var key = Guid.NewGuid().ToString();
        await fleet.Python.SendTaskAsync(
            "tasks.wait", $"""["{key}"]""", options: $$"""{"worker_direct": "{{fleet.CSharpNode}}"}""", cancellationToken: Cancellation);

        await fleet.Gates[key].Reached.WaitAsync(ControlFleet.Deadline, Cancellation);
        fleet.Gates[key].Open();
    }

    [Fact]
    public async Task CSharp_ReachesOnePythonWorker_ByItsOwnQueue()
    {
        var sent = await fleet.App.SendTaskAsync<string>(
            "tasks.identity", ["direct"], options: new() { Queue = WorkerDirect.QueueName(fleet.PythonNode) }, cancellationToken: Cancellation);

        Assert.Equal("direct", await sent.GetAsync(ControlFleet.Deadline, Cancellation));
    }

    [Fact]
    public async Task OwnQueues_AreDeclaredAlike()
    {
        var (python, csharp) = await fleet.AskAsync("inspect", "active_queues");

        Assert.Equal(Own(python, fleet.PythonNode), Own(csharp, fleet.CSharpNode));

        static string Own(JsonElement queues, string node) => queues.EnumerateArray()
            .Single(queue => queue.GetProperty("name").GetString() == $"{node}.dq2")
            .GetRawText().Replace(node, "node", StringComparison.Ordinal);
    }

    [Fact]
    public async Task CSharp_AsksBoth()
    {
        var inspect = Control.Inspect(fleet.Both);

        var pong = await inspect.PingAsync(Cancellation);
        Assert.Equal("pong", pong[fleet.PythonNode]);
        Assert.Equal("pong", pong[fleet.CSharpNode]);
        var stats = await inspect.StatsAsync(Cancellation);
        Assert.All(stats.Values, worker => Assert.Equal(2, worker.MaxConcurrency));
        Assert.Equal(Environment.ProcessId, stats[fleet.CSharpNode].ProcessId);
        var queues = await inspect.ActiveQueuesAsync(Cancellation);
        Assert.Contains(queues[fleet.PythonNode], queue => queue.Name == fleet.PythonQueue && queue.ExchangeType == "direct");
        Assert.Contains(queues[fleet.CSharpNode], queue => queue.Name == fleet.CSharpQueue && queue.ExchangeType == "direct");
        var unknown = await inspect.AskAsync("no_such_command", cancellationToken: Cancellation);
        Assert.Equal("KeyError('no_such_command')", unknown.Errors[fleet.PythonNode]);
        Assert.Equal("KeyError('no_such_command')", unknown.Errors[fleet.CSharpNode]);
    }

    [Fact]
    public async Task Patterns_ChooseNodes()
    {
        var some = await Control.Inspect(new() { Pattern = "c*", Limit = 1, Timeout = TimeSpan.FromSeconds(60) }).PingAsync(Cancellation);

        Assert.Equal([fleet.CSharpNode], some.Keys);
    }

    private async Task RevokeByPythonAsync(string id)
    {
        await fleet.Python.CallAsync("revoke", new() { ["task_id"] = id }, Cancellation);
        await Eventually.TrueAsync(
            async () => (await Control.Inspect(ControlFleet.To(fleet.CSharpNode)).RevokedAsync(Cancellation))[fleet.CSharpNode].Contains(id),
            ControlFleet.Deadline, "the worker to hear of the revocation", Cancellation);
    }
}
