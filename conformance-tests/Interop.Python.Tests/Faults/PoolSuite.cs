using System.Diagnostics;
using System.Globalization;
using Interop.Testing;
using Interop.Testing.Python;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Faults;

/// <summary>A worker whose tasks run in child processes, called by Python.</summary>
[Trait(Capabilities.Trait, Capabilities.Pools)]
public abstract class PoolSuite(Func<Task<FaultBroker>> start) : FaultTests(start)
{
    [Fact]
    public async Task KilledChild_RaisesWorkerLostError_AndTheNextTasksRun()
    {
        await using var fleet = await StartFleetAsync();
        var held = await fleet.SendAsync("pool.hold", """["a"]""");
        var next = await fleet.Python.SendManyAsync("pool.add", "[[1, 1], [2, 2], [3, 3], [4, 4]]", cancellationToken: Cancellation);
        var child = await HeldAsync("a");

        Kill(child);

        var raised = (await fleet.GetAsync(held)).Raised!;
        Assert.Equal(("billiard.exceptions", "WorkerLostError"), (raised.Module, raised.Class));
        Assert.StartsWith("Worker exited prematurely: signal 9 (SIGKILL) Job: ", raised.Text, StringComparison.Ordinal);
        var sums = await fleet.Python.GetManyAsync(next, Deadline, Cancellation);
        Assert.Equal([2, 4, 6, 8], sums.Select(sum => sum.Value.GetInt32()));
        Assert.Equal(0, await fleet.Worker.StopAsync(Cancellation));
    }

    [Fact]
    public async Task ExitingTask_RaisesWorkerLostError()
    {
        await using var fleet = await StartFleetAsync();

        var raised = (await fleet.GetAsync(await fleet.SendAsync("pool.exit", "[7]"))).Raised!;

        Assert.StartsWith("Worker exited prematurely: exitcode 7 Job: ", raised.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LostTask_RunsAgain_WhenItIsToBeRequeued()
    {
        await using var fleet = await StartFleetAsync();
        var held = await fleet.SendAsync("pool.hold_again", """["b"]""");
        Kill(await HeldAsync("b"));

        Assert.Equal("again", (await fleet.GetAsync(held)).Value.GetString());
    }

    [Fact]
    public async Task HardLimit_RaisesTimeLimitExceeded_AndSoftLimitSoftTimeLimitExceeded()
    {
        await using var fleet = await StartFleetAsync();
        var hard = await fleet.SendAsync("pool.limited", """["c"]""");
        var soft = await fleet.SendAsync("pool.soft");
        var perCall = await fleet.SendAsync("pool.hold", """["d"]""", """{"time_limit": 1}""");

        var raised = (await fleet.GetAsync(hard)).Raised!;
        Assert.Equal(("billiard.exceptions", "TimeLimitExceeded", "TimeLimitExceeded(1,)"), (raised.Module, raised.Class, raised.Text));
        Assert.Equal("TimeLimitExceeded", (await fleet.GetAsync(perCall)).Raised!.Class);
        Assert.Equal("SoftTimeLimitExceeded", (await fleet.GetAsync(soft)).Raised!.Class);
        Assert.Equal(5, (await fleet.GetAsync(await fleet.SendAsync("pool.add", "[2, 3]"))).Value.GetInt32());
    }

    [Fact]
    public async Task Children_AreReplaced_AfterSoManyTasksOrTooMuchMemory()
    {
        await using var fleet = await StartFleetAsync(options => options with
        {
            Concurrency = 1,
            MaxTasksPerChild = 3,
            MaxMemoryPerChild = 250 * 1024,
        });
        var pids = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            pids.Add((await fleet.GetAsync(await fleet.SendAsync("pool.pid"))).Value.GetInt32());
        }

        var big = (await fleet.GetAsync(await fleet.SendAsync("pool.grow", "[300]"))).Value.GetInt32();
        var after = (await fleet.GetAsync(await fleet.SendAsync("pool.pid"))).Value.GetInt32();

        Assert.Equal([3, 3], pids.GroupBy(pid => pid).Select(group => group.Count()));
        Assert.NotEqual(big, after);
        await GoneAsync([.. pids, big]);
    }

    [Fact]
    public async Task Children_SendTasksAndCallbacks_AndPrintWhereTheWorkerPrints()
    {
        await using var fleet = await StartFleetAsync();
        var chain = await fleet.Python.ChainAsync(
            [PythonCelery.Signature("pool.add", "[1, 2]"), PythonCelery.Signature("pool.add", "[3]"), PythonCelery.Signature("pool.send")],
            cancellationToken: Cancellation);
        await fleet.GetAsync(await fleet.SendAsync("pool.print", """["printed by a task"]"""));

        Assert.Equal(6, (await fleet.GetAsync(chain[^1])).Value.GetInt32());
        await fleet.Worker.WaitForLogAsync("printed by a task", Cancellation);
    }

    [Fact]
    public async Task KilledWorker_LeavesNoProcess()
    {
        await using var fleet = await StartFleetAsync();
        await fleet.SendAsync("pool.hold", """["e"]""");
        await HeldAsync("e");
        var children = Children(fleet.Worker.Id);

        await fleet.Worker.KillAsync();

        Assert.Equal(2, children.Count);
        await GoneAsync(children, areOrphans: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ColdShutdown_GivesLateTasksBackAtOnce_AndLeavesNoProcess(bool byRemappedSigTerm)
    {
        IReadOnlyList<int> children;
        await using (var fleet = await StartFleetAsync(
            options => options with { RemapSigTerm = byRemappedSigTerm ? "SIGQUIT" : null, LogLevel = "Information" }))
        {
            await fleet.SendAsync("pool.hold_late", """["f"]""");
            await HeldAsync("f");
            children = Children(fleet.Worker.Id);
            fleet.Worker.Terminate();
            if (!byRemappedSigTerm)
            {
                await fleet.Worker.WaitForLogAsync("arm shutdown", Cancellation);
                fleet.Worker.Interrupt();
            }

            await fleet.Worker.WaitForExitAsync(Cancellation);
        }

        await GoneAsync(children);
        Assert.Equal(1, await Broker.LeftAsync(Queue));
    }

    [Fact]
    public async Task WarmShutdown_LetsChildrenFinish_AlthoughAllOfThemGetTheSignal()
    {
        await using var fleet = await StartFleetAsync(options => options with { LogLevel = "Information" });
        var soft = await fleet.SendAsync("pool.soft");
        await fleet.Worker.WaitForLogAsync(soft, Cancellation);
        var running = await fleet.SendAsync("pool.limited", """["g"]""");
        await HeldAsync("g");
        var children = Children(fleet.Worker.Id);
        foreach (var process in children.Append(fleet.Worker.Id))
        {
            Signal(process, 15);
        }

        Assert.Equal(0, await fleet.Worker.WaitForExitAsync(Cancellation));
        Assert.Equal("TimeLimitExceeded", (await fleet.GetAsync(running)).Raised!.Class);
        await GoneAsync(children);
    }

    private static IReadOnlyList<int> Children(int parent) =>
        [.. File.ReadAllText($"/proc/{parent}/task/{parent}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Concat(Directory.GetDirectories($"/proc/{parent}/task").Where(thread => !thread.EndsWith($"/{parent}", StringComparison.Ordinal))
                .SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))];

    private static void Kill(int processId) => Signal(processId, 9);

    private static void Signal(int processId, int signal)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", $"{processId}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits until processes are gone and none is a zombie; whether orphans are buried is the system's business.</summary>
    private static Task GoneAsync(IReadOnlyList<int> processes, bool areOrphans = false) => Eventually.TrueAsync(
        () => processes.All(pid => !Directory.Exists($"/proc/{pid}") || (areOrphans && IsZombie(pid))),
        TimeSpan.FromSeconds(30), "all processes to be gone", Cancellation);

    private static bool IsZombie(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>The process of a task that holds.</summary>
    private async Task<int> HeldAsync(string name)
    {
        var path = $"{Record.Path}-{name}";
        await Eventually.TrueAsync(() => File.Exists(path), Deadline, $"task {name} to run", Cancellation);
        return int.Parse(await File.ReadAllTextAsync(path, Cancellation), CultureInfo.InvariantCulture);
    }

    private async Task<Fleet> StartFleetAsync(Func<FaultWorkerOptions, FaultWorkerOptions>? configure = null)
    {
        var results = await RedisServer.StartAsync();
        var options = Options with { ResultBackend = results.Url, Concurrency = 2, PrefetchMultiplier = 4, Pool = "Processes" };
        return new Fleet(
            results, await StartWorkerAsync(configure?.Invoke(options) ?? options), await OpenPythonAsync(results.Url));
    }

    private sealed class Fleet(RedisServer results, FaultWorkerProcess worker, PythonCelery python) : IAsyncDisposable
    {
        public FaultWorkerProcess Worker => worker;

        public PythonCelery Python => python;

        public Task<string> SendAsync(string task, string args = "[]", string options = "{}") =>
            python.SendTaskAsync(task, args, options: options, cancellationToken: Cancellation);

        public Task<PythonResult> GetAsync(string id) => python.GetAsync(id, Deadline, Cancellation);

        public async ValueTask DisposeAsync()
        {
            await worker.DisposeAsync();
            await python.DisposeAsync();
            await results.DisposeAsync();
        }
    }
}
