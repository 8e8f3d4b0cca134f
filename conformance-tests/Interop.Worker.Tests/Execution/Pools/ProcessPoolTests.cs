using System.Diagnostics;
using System.Text;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Testing;
using Interop.Testing.Logging;
using Interop.Worker.Execution;
using Interop.Worker.Execution.Pools.Processes;
using Interop.Worker.Registration;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Execution.Pools;

/// <summary>A pool of real processes of this program; see <see cref="PoolProgram"/>.</summary>
public sealed class ProcessPoolTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingLoggerProvider _logs = new();
    private WorkerRuntime _runtime = null!;
    private ProcessPool _pool = null!;
    private int _ids;

    [Fact]
    public async Task Task_RunsInTheChild_AndIsSettledHere()
    {
        await StartAsync();
        var (context, delivery) = await SubmitAsync("p.add", "[2, 3]");

        Assert.Equal(Settlement.Ack, await SettledAsync(delivery));
        var meta = await MetaAsync(context);
        Assert.Equal((TaskState.Success, "5"), (meta.Status, Encoding.UTF8.GetString(meta.ResultJson.Span)));
        Assert.Equal("5", Encoding.UTF8.GetString(context.Result.Json.Span));
        Assert.Equal(Assert.Single(_pool.ProcessIds), context.WorkerPid);
        Assert.NotEqual(Environment.ProcessId, context.WorkerPid);
    }

    [Fact]
    public async Task Task_IsAcknowledgedAtItsStart_WhenEarly()
    {
        await StartAsync();
        var (context, delivery) = await SubmitAsync("p.hold");

        Assert.Equal(Settlement.Ack, await SettledAsync(delivery));
        Assert.True(context.IsAcknowledged);
        Assert.Equal(1, _runtime.Counts.Active);
    }

    [Theory]
    [InlineData("p.fail", "[]", Settlement.Reject, "FAILURE")]
    [InlineData("p.reject", "[true]", Settlement.Requeue, null)]
    [InlineData("p.reject", "[false]", Settlement.Reject, null)]
    [InlineData("p.ignore", "[]", Settlement.Ack, null)]
    [InlineData("p.retry", "[]", Settlement.Ack, "RETRY")]
    public async Task Ending_IsSettledAndRecorded_AsInTheAsyncPool(string task, string args, Settlement settlement, string? state)
    {
        await StartAsync();
        var (context, delivery) = await SubmitAsync(task, args);

        Assert.Equal(settlement, await SettledAsync(delivery));
        var meta = await _runtime.App.Backend.GetAsync(context.Id, CancellationToken.None);
        Assert.Equal(state, meta?.Status.Name);
        Assert.Equal(state switch { "FAILURE" => "KeyError", "RETRY" => "Retry", _ => null }, context.Error?.Type);
    }

    [Fact]
    public async Task Retry_TellsItsCause_AsPythonShowsIt()
    {
        await StartAsync();
        var (context, delivery) = await SubmitAsync("p.retry_for");
        await SettledAsync(delivery);
        await ReadyAsync(context);

        Assert.Equal("KeyError('k')", TaskConclusion.RetryCause(_runtime, context));
    }

    [Fact]
    public async Task Writes_AreCountedByPlace_AlsoOverReplacements()
    {
        await StartAsync(worker => worker.MaxTasksPerChild = 1);
        Assert.Empty(_pool.Writes);
        foreach (var _ in (int[])[1, 2, 3])
        {
            await SettledAsync((await SubmitAsync("p.add", "[1, 1]")).Delivery);
        }

        Assert.Equal([3L], _pool.Writes);
    }

    [Fact]
    public async Task LostChild_FailsItsTask_AndOnlyThat()
    {
        await StartAsync();
        var (context, _) = await RunningAsync("p.hold");
        var (_, queued) = await SubmitAsync("p.add", "[1, 1]");
        var lost = context.WorkerPid!.Value;

        Signals.Send(lost, Signals.Kill);

        var meta = await ReadyAsync(context);
        Assert.Equal(("WorkerLostError", "billiard.exceptions"), (meta.Error!.Type, meta.Error.Module));
        Assert.Equal("Worker exited prematurely: signal 9 (SIGKILL) Job: 0.", meta.Error.Message);
        Assert.Equal(Settlement.Ack, await SettledAsync(queued));
        Assert.DoesNotContain(lost, _pool.ProcessIds);
        Assert.Contains(_logs.Messages, message => message == $"Process pid:{lost} exited with 'signal 9 (SIGKILL)'");
    }

    [Fact]
    public async Task LostChild_IsToldByItsExitCode()
    {
        await StartAsync();
        var (context, _) = await SubmitAsync("p.exit");

        Assert.Equal("Worker exited prematurely: exitcode 3 Job: 0.", (await ReadyAsync(context)).Error!.Message);
    }

    [Fact]
    public async Task LostChild_SettlesALateTask_ByTheFlag()
    {
        await StartAsync();
        var (context, delivery) = await SubmitAsync("p.crash");

        Assert.Equal(Settlement.Reject, await SettledAsync(delivery));
        Assert.Contains("signal 6 (SIGABRT)", (await ReadyAsync(context)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LostChild_RequeuesItsTask_WhenAskedTo()
    {
        await StartAsync();
        var (context, delivery) = await RunningAsync("p.hold_again");

        Signals.Send(context.WorkerPid!.Value, Signals.Kill);

        Assert.Equal(Settlement.Requeue, await SettledAsync(delivery));
        Assert.Null(await _runtime.App.Backend.GetAsync(context.Id, CancellationToken.None));
    }

    [Fact]
    public async Task HardLimit_KillsTheChild()
    {
        await StartAsync();
        var (context, _) = await SubmitAsync("p.limited");
        var (_, next) = await SubmitAsync("p.add", "[1, 1]");

        Assert.Equal("TimeLimitExceeded(0.2)", (await ReadyAsync(context)).Error!.ToString());
        Assert.Equal(Settlement.Ack, await SettledAsync(next));
        Assert.False(IsThere(context.WorkerPid!.Value));
    }

    [Fact]
    public async Task HardLimit_MayBeChanged_BeforeTheTaskStarts()
    {
        await StartAsync();
        _runtime.Registry.Find("p.hold")!.Limits = new TaskLimits(null, TimeSpan.FromSeconds(0.1), null);
        var (context, _) = await SubmitAsync("p.hold");

        Assert.Equal("TimeLimitExceeded(0.1)", (await ReadyAsync(context)).Error!.ToString());
    }

    [Fact]
    public async Task SoftLimit_IsRaisedInTheChild()
    {
        await StartAsync();
        var (context, _) = await SubmitAsync("p.soft");

        Assert.Equal("SoftTimeLimitExceeded", (await ReadyAsync(context)).Error!.Type);
        Assert.True(IsThere(context.WorkerPid!.Value));
    }

    [Fact]
    public async Task Terminate_EndsTheChild_AndRevokesTheTask()
    {
        await StartAsync();
        var (context, delivery) = await RunningAsync("p.hold_late");
        var (_, next) = await SubmitAsync("p.add", "[1, 1]");

        Assert.True(_pool.Terminate(context, Signals.Terminate));

        var meta = await ReadyAsync(context);
        Assert.Equal(TaskState.Revoked, meta.Status);
        Assert.Equal("TaskRevokedError('terminated')", meta.Error!.ToString());
        Assert.Equal(Settlement.Ack, await SettledAsync(delivery));
        Assert.Equal(Settlement.Ack, await SettledAsync(next));
        Assert.Equal(Signals.Terminate, context.Signal);
    }

    [Fact]
    public async Task Terminate_KeepsATaskFromRunning_ThatWaits()
    {
        await StartAsync();
        var (running, _) = await RunningAsync("p.hold");
        var (waiting, delivery) = await SubmitAsync("p.hold_late");

        Assert.False(_pool.Terminate(waiting, Signals.Terminate));
        _pool.Terminate(running, Signals.Terminate);

        Assert.Equal(Settlement.Ack, await SettledAsync(delivery));
        Assert.Equal(TaskState.Revoked, (await ReadyAsync(waiting)).Status);
    }

    [Fact]
    public async Task Recall_KeepsATaskFromRunning_ThatABusyChildHolds()
    {
        await StartAsync();
        var (running, _) = await RunningAsync("p.hold");
        var (context, delivery) = await SubmitAsync("p.add", "[1, 1]");

        _runtime.State.Revoked.Add(context.Id);
        _pool.Recall();
        _pool.Terminate(running, Signals.Terminate);

        Assert.Equal(Settlement.Ack, await SettledAsync(delivery));
        Assert.Equal(TaskState.Revoked, (await MetaAsync(context)).Status);
    }

    [Fact]
    public async Task IdleChild_TakesWhatABusyOneOnlyHolds()
    {
        await StartAsync(worker => worker.Concurrency = 2);
        var (first, _) = await RunningAsync("p.hold");
        var (second, _) = await RunningAsync("p.hold");
        var (_, third) = await SubmitAsync("p.add", "[1, 1]");
        var (_, fourth) = await SubmitAsync("p.add", "[1, 1]");

        _pool.Terminate(second, Signals.Kill);

        Assert.Equal(Settlement.Ack, await SettledAsync(third));
        Assert.Equal(Settlement.Ack, await SettledAsync(fourth));
        Assert.True(_runtime.State.IsActive(first));
    }

    [Fact]
    public async Task Child_IsReplaced_AfterSoManyTasks()
    {
        await StartAsync(worker => worker.MaxTasksPerChild = 2);
        var pids = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            var (context, _) = await SubmitAsync("p.pid");
            await ReadyAsync(context);
            pids.Add(context.WorkerPid!.Value);
        }

        Assert.Equal([2, 2, 2], pids.GroupBy(pid => pid).Select(group => group.Count()));
        await Eventually.TrueAsync(() => !IsThere(pids[0]), TestRuntime.Limit, "the first child to be gone");
    }

    [Fact]
    public async Task Child_IsReplaced_WhenItHasTooMuchMemory()
    {
        await StartAsync(worker => worker.MaxMemoryPerChild = 250 * 1024);
        var (small, _) = await SubmitAsync("p.grow", "[1]");
        await ReadyAsync(small);
        var (big, _) = await SubmitAsync("p.grow", "[300]");
        await ReadyAsync(big);
        await Eventually.TrueAsync(() => !IsThere(big.WorkerPid!.Value), TestRuntime.Limit, "the big child to be gone");
        var (next, _) = await SubmitAsync("p.pid");
        await ReadyAsync(next);

        Assert.Equal(small.WorkerPid, big.WorkerPid);
        Assert.NotEqual(big.WorkerPid, next.WorkerPid);
        Assert.Contains(_logs.Entries, entry => entry.Id.Name == "ChildTooBig");
    }

    [Fact]
    public async Task Pool_GrowsShrinksAndRestarts()
    {
        await StartAsync();
        var first = Assert.Single(_pool.ProcessIds);

        _pool.Grow(1);
        await CountAsync(2);
        _pool.Shrink(1);
        await CountAsync(1);
        var kept = Assert.Single(_pool.ProcessIds);
        _pool.Restart();
        await Eventually.TrueAsync(
            () => _pool.ProcessIds is [var only] && only != kept, TestRuntime.Limit, "another process");

        Assert.Equal(1, _pool.Concurrency);
        Assert.False(IsThere(kept));
        Assert.NotEqual(0, first);
    }

    [Fact]
    public async Task DeliveredAgain_IsNotRun_WhenItSucceededBefore()
    {
        await StartAsync();
        var (first, _) = await SubmitAsync("p.add", "[1, 1]");
        var before = await ReadyAsync(first);

        var (_, again) = await SubmitAsync("p.add", "[5, 5]", first.Id, properties => properties with { Redelivered = true });

        Assert.Equal(Settlement.Ack, await SettledAsync(again));
        Assert.Equal(before.DateDone, (await MetaAsync(first)).DateDone);
    }

    [Fact]
    public async Task Stop_LeavesWhatHasNotBegun_AndEndsTheChildren()
    {
        await StartAsync();
        var (running, _) = await RunningAsync("p.hold");
        var (_, waiting) = await SubmitAsync("p.add", "[1, 1]");
        var child = running.WorkerPid!.Value;

        var stop = _pool.StopAsync();
        Assert.False(stop.IsCompleted);
        _pool.Terminate(running, Signals.Terminate);
        await stop.WaitAsync(TestRuntime.Limit);

        Assert.False(waiting.IsSettled);
        Assert.Equal(TaskState.Revoked, (await MetaAsync(running)).Status);
        Assert.False(IsThere(child));
    }

    [Fact]
    public async Task Kill_EndsEverythingAtOnce()
    {
        await StartAsync(worker => worker.Concurrency = 2);
        var (early, _) = await RunningAsync("p.hold");
        var (late, delivery) = await RunningAsync("p.hold_late");

        await _pool.KillAsync().WaitAsync(TestRuntime.Limit);

        Assert.Equal(TaskState.Retry, (await MetaAsync(early)).Status);
        Assert.False(delivery.IsSettled);
        Assert.Null(await _runtime.App.Backend.GetAsync(late.Id, CancellationToken.None));
        Assert.False(IsThere(early.WorkerPid!.Value));
        Assert.False(IsThere(late.WorkerPid!.Value));
        Assert.Equal(0, _runtime.Counts.Reserved);
    }

    public async ValueTask DisposeAsync()
    {
        await (_pool?.DisposeAsync() ?? default);
        if (_runtime is not null)
        {
            await _runtime.App.DisposeAsync();
            _runtime.Dispose();
        }

        _folder.Dispose();
    }

    private static bool IsThere(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Task<Settlement> SettledAsync(TestDelivery delivery) => delivery.Settled.WaitAsync(TestRuntime.Limit);

    private async Task StartAsync(Action<CeleryWorkerBuilder>? configure = null)
    {
        Environment.SetEnvironmentVariable(PoolProgram.FolderVariable, _folder.Path);
        _runtime = PoolProgram.Runtime(_folder.Path, _logs, configure: configure);
        _pool = new ProcessPool(_runtime, new TaskRunner(_runtime), capacity: 100);
        await _pool.StartAsync(CancellationToken.None).WaitAsync(TestRuntime.Limit);
    }

    private async Task<(TaskContext Context, TestDelivery Delivery)> SubmitAsync(
        string task, string args = "[]", string? id = null, Func<MessageProperties, MessageProperties>? properties = null)
    {
        var delivery = TestDelivery.Of(task, args, id: id ?? $"task-{_ids++}", properties: properties);
        var message = TaskMessageCodec.Read(delivery.Message, delivery.Message.Body);
        var context = new TaskContext(_runtime, _runtime.Registry.Find(task)!, message, delivery);
        _runtime.Lifecycle.Received(context);
        await _pool.SubmitAsync(context, CancellationToken.None);
        return (context, delivery);
    }

    private async Task<(TaskContext Context, TestDelivery Delivery)> RunningAsync(string task)
    {
        var submitted = await SubmitAsync(task);
        await Eventually.TrueAsync(() => _runtime.State.IsActive(submitted.Context), TestRuntime.Limit, $"{task} to run");
        return submitted;
    }

    private async Task<ResultMeta> MetaAsync(TaskContext context) =>
        (await _runtime.App.Backend.GetAsync(context.Id, CancellationToken.None))!;

    /// <summary>The record, once the worker has done with the task.</summary>
    private async Task<ResultMeta> ReadyAsync(TaskContext context)
    {
        await Eventually.TrueAsync(
            () => !_runtime.State.Reserved.Contains(context), TestRuntime.Limit, $"{context.Name} to end");
        return await MetaAsync(context);
    }

    private Task CountAsync(int count) =>
        Eventually.TrueAsync(() => _pool.ProcessIds.Count == count, TestRuntime.Limit, $"{count} processes");
}
