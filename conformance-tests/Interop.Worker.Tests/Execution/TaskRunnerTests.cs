using System.Text;
using Interop.Client.Brokers;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Worker.Execution;
using Interop.Worker.Registration;
using Interop.Worker.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Tests.Execution;

public sealed class TaskRunnerTests
{
    [Fact]
    public async Task Run_StoresTheResultAndThenAcks_WhenLate()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.add", (int x, int y) => x + y).WithAcksLate());
        var delivery = TestDelivery.Of("t.add", "[2, 3]", headers: h => h with { ParentId = "parent", Group = "group" });

        await runtime.RunAsync(delivery);

        Assert.Equal(Settlement.Ack, await delivery.Settled);
        var meta = await MetaAsync(runtime);
        Assert.Equal(TaskState.Success, meta.Status);
        Assert.Equal("5", Encoding.UTF8.GetString(meta.ResultJson.Span));
        Assert.Equal("parent", meta.ParentId);
        Assert.Equal("group", meta.GroupId);
        Assert.NotNull(meta.DateDone);
    }

    [Fact]
    public async Task Run_AcksBeforeTheCode_WhenEarly()
    {
        var delivery = TestDelivery.Of("t.look");
        var settled = false;
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.look", () => { settled = delivery.IsSettled; }));

        await runtime.RunAsync(delivery);

        Assert.True(settled);
        Assert.Equal(Settlement.Ack, await delivery.Settled);
    }

    [Fact]
    public async Task Run_DoesNotAckBeforeTheCode_WhenLate()
    {
        var delivery = TestDelivery.Of("t.look");
        var settled = true;
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.look", () => { settled = delivery.IsSettled; }).WithAcksLate());

        await runtime.RunAsync(delivery);

        Assert.False(settled);
    }

    [Theory]
    [InlineData(true, Settlement.Ack)]
    [InlineData(false, Settlement.Reject)]
    public async Task Run_SettlesAFailure_ByTheFlag(bool onFailure, Settlement expected)
    {
        await using var runtime = new TestRuntime(worker =>
            worker.MapTask("t.fail", () => { throw new KeyNotFoundException("k"); }).WithAcksLate(onFailure: onFailure));
        var delivery = TestDelivery.Of("t.fail");

        await runtime.RunAsync(delivery);

        Assert.Equal(expected, await delivery.Settled);
        var meta = await MetaAsync(runtime);
        Assert.Equal(TaskState.Failure, meta.Status);
        Assert.Equal("KeyError", meta.Error!.Type);
        Assert.Contains("KeyError", meta.Traceback, StringComparison.Ordinal);
        Assert.Contains(runtime.Logs.Entries, e => e.Level == LogLevel.Error
            && e.Message.StartsWith("Task t.fail[task-id] raised unexpected: KeyError(", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_LogsAsCeleryDoes()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.add", (int x, int y) => $"{x + y}"));

        await runtime.RunAsync(TestDelivery.Of("t.add", "[2, 3]"));
        await runtime.RunAsync(TestDelivery.Of("t.add", "[2, 3]", headers: h => h with { Shadow = "shadow" }));

        Assert.Equal(["Task t.add[task-id] succeeded in 0.0s: '5'", "Task shadow[task-id] succeeded in 0.0s: '5'"], runtime.Logs.Messages);
    }

    [Theory]
    [InlineData(true, null, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, null, true)]
    public async Task Run_LetsTheHeaderWinOverTheTask_WhenItIgnoresResults(bool ofTask, bool? ofHeader, bool stored)
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.one", () => 1).WithIgnoreResult(ofTask));

        await runtime.RunAsync(TestDelivery.Of("t.one", headers: h => h with { IgnoreResult = ofHeader }));

        Assert.Equal(stored, await runtime.App.Backend.GetAsync("task-id", CancellationToken.None) is not null);
    }

    [Fact]
    public async Task Run_StoresErrors_WhenOnlyTheyAreWanted()
    {
        await using var runtime = new TestRuntime(worker =>
            worker.MapTask("t.fail", () => { throw new TimeoutException(); }).WithIgnoreResult(storeErrors: true));

        await runtime.RunAsync(TestDelivery.Of("t.fail"));

        Assert.Equal(TaskState.Failure, (await MetaAsync(runtime)).Status);
    }

    [Fact]
    public async Task Run_StoresStarted_WhileTheTaskRuns()
    {
        ResultMeta? during = null;
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.look", async (TaskContext task) =>
            during = await task.App.Backend.GetAsync(task.Id, CancellationToken.None)).WithTrackStarted());

        await runtime.RunAsync(TestDelivery.Of("t.look"));

        Assert.Equal(TaskState.Started, during!.Status);
        Assert.Equal(
            $$"""{"pid": {{Environment.ProcessId}}, "hostname": "{{runtime.Runtime.Settings.NodeName}}"}""",
            Encoding.UTF8.GetString(during.ResultJson.Span));
    }

    [Fact]
    public async Task Run_StoresStatesOfTheTaskItself()
    {
        ResultMeta? during = null;
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.look", async (TaskContext task) =>
        {
            await task.UpdateStateAsync("PROGRESS", new { done = 7 });
            during = await task.App.Backend.GetAsync(task.Id, CancellationToken.None);
        }));

        await runtime.RunAsync(TestDelivery.Of("t.look"));

        Assert.Equal("PROGRESS", during!.Status.Name);
        Assert.Equal("""{"done": 7}""", Encoding.UTF8.GetString(during.ResultJson.Span));
    }

    [Fact]
    public async Task Run_SaysRevoked_WhenTheTaskExpiredBeforeItsTurn()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.one", () => 1));
        var expires = Protocol.Text.IsoTimestamp.From(runtime.Time.GetUtcNow().AddSeconds(-1));
        var delivery = TestDelivery.Of("t.one", headers: h => h with { Expires = expires });

        var context = await runtime.RunAsync(delivery);

        Assert.Equal(TaskEnding.Revoked, context.Ending);
        Assert.Equal(Settlement.Ack, await delivery.Settled);
        var meta = await MetaAsync(runtime);
        Assert.Equal(TaskState.Revoked, meta.Status);
        Assert.Equal("TaskRevokedError('expired')", meta.Error!.ToString());
        Assert.Contains("Discarding revoked task: t.one[task-id]", runtime.Logs.Messages);
    }

    [Fact]
    public async Task Run_StoresNothingAndAcks_WhenTheTaskIsIgnored()
    {
        await using var runtime = new TestRuntime(worker =>
            worker.MapTask("t.ignore", (TaskContext task) => { throw task.Ignore(); }).WithAcksLate());
        var delivery = TestDelivery.Of("t.ignore");

        await runtime.RunAsync(delivery);

        Assert.Equal(Settlement.Ack, await delivery.Settled);
        Assert.Null(await runtime.App.Backend.GetAsync("task-id", CancellationToken.None));
    }

    [Theory]
    [InlineData(true, Settlement.Requeue)]
    [InlineData(false, Settlement.Reject)]
    public async Task Run_GivesTheMessageBack_WhenTheTaskRejects(bool requeue, Settlement expected)
    {
        await using var runtime = new TestRuntime(worker =>
            worker.MapTask("t.reject", (TaskContext task) => { throw task.Reject("no room", requeue); }).WithAcksLate());
        var delivery = TestDelivery.Of("t.reject");

        await runtime.RunAsync(delivery);

        Assert.Equal(expected, await delivery.Settled);
        Assert.Null(await runtime.App.Backend.GetAsync("task-id", CancellationToken.None));
    }

    [Fact]
    public async Task Run_FailsWithTheSoftLimit_WhenTheTaskObeysItsToken()
    {
        await using var runtime = new TestRuntime(worker => worker
            .MapTask("t.wait", (CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token))
            .WithTimeLimit(soft: TimeSpan.FromSeconds(5)));
        var run = runtime.RunAsync(TestDelivery.Of("t.wait"));

        runtime.Time.Advance(TimeSpan.FromSeconds(5));
        await run.WaitAsync(TestRuntime.Limit);

        var meta = await MetaAsync(runtime);
        Assert.Equal(("SoftTimeLimitExceeded", "billiard.exceptions"), (meta.Error!.Type, meta.Error.Module));
        Assert.Empty(meta.Error.Args);
        Assert.Contains("Soft time limit (5s) exceeded for t.wait[task-id]", runtime.Logs.Messages);
    }

    [Fact]
    public async Task Run_LetsTheMessagesLimitWin()
    {
        await using var runtime = new TestRuntime(worker => worker
            .MapTask("t.wait", (CancellationToken token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token))
            .WithTimeLimit(soft: TimeSpan.FromSeconds(100)));
        var run = runtime.RunAsync(TestDelivery.Of("t.wait", headers: h => h with { TimeLimit = new TimeLimit(3, null) }));

        runtime.Time.Advance(TimeSpan.FromSeconds(3));
        await run.WaitAsync(TestRuntime.Limit);

        Assert.Equal("TimeLimitExceeded(3)", (await MetaAsync(runtime)).Error!.ToString());
    }

    [Fact]
    public async Task Run_KeepsTasksThatItSentAsChildren()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.parent", async (TaskContext task) =>
            (await task.App.SendTaskAsync("t.child")).Id));

        var context = await runtime.RunAsync(TestDelivery.Of("t.parent"));

        var child = Assert.Single((await MetaAsync(runtime)).Children!);
        Assert.Equal($"\"{child.Id}\"", Encoding.UTF8.GetString(context.Result.Json.Span));
        var sent = Assert.Single(await runtime.TakeAsync("celery"));
        Assert.Equal(("task-id", "task-id"), (sent.Headers.ParentId, sent.Headers.RootId));
    }

    [Fact]
    public async Task Run_KeepsRunsApart_WhenTheySendAtTheSameTime()
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.parent", async (TaskContext task) =>
        {
            await Task.Yield();
            await task.App.SendTaskAsync("t.child");
        }));

        await Task.WhenAll(runtime.RunAsync(TestDelivery.Of("t.parent", id: "a")), runtime.RunAsync(TestDelivery.Of("t.parent", id: "b")));

        Assert.Equal(["a", "b"], (await runtime.TakeAsync("celery")).Select(m => m.Headers.ParentId).Order());
        Assert.Null(runtime.App.CurrentTask);
    }

    [Fact]
    public async Task Run_ExtendsTheRecord_WhenAsked()
    {
        await using var runtime = new TestRuntime(
            worker => worker.MapTask("t.add", (int x, int y) => x + y), new() { ResultExtended = true });

        await runtime.RunAsync(TestDelivery.Of("t.add", "[2]", """{"y": 3}""", headers: h => h with { Retries = 1 }));

        var extended = (await MetaAsync(runtime)).Extended!;
        Assert.Equal("t.add [2] {'y': 3} 1 celery", $"{extended.Name} {extended.Args} {extended.Kwargs} {extended.Retries} {extended.Queue}");
        Assert.Equal(runtime.Runtime.Settings.NodeName, extended.Worker);
    }

    private static async Task<ResultMeta> MetaAsync(TestRuntime runtime) =>
        (await runtime.App.Backend.GetAsync("task-id", CancellationToken.None))!;
}
