using Interop.Client.Brokers;
using Interop.Protocol.Results;
using Interop.Testing;
using Interop.Worker.Execution;
using Interop.Worker.Execution.Pools;
using Interop.Worker.Registration;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Execution.Pools;

public sealed class AsyncPoolTests : IAsyncDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private TestRuntime _runtime = null!;
    private AsyncPool _pool = null!;
    private int _running;
    private int _ids;

    [Fact]
    public async Task HardLimit_AbandonsCodeThatIgnoresItsToken_AndGivesItsSlotBack()
    {
        Start(concurrency: 1);
        _runtime.Runtime.Registry.Find("a.block")!.Limits = new TaskLimits(null, TimeSpan.FromSeconds(3), null);
        var (stuck, _) = await SubmitAsync("a.block");
        await RunningAsync(1);
        var (_, next) = await SubmitAsync("a.nothing");

        _runtime.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(next.IsSettled);
        _runtime.Time.Advance(TaskOutcomes.Patience);

        await next.Settled.WaitAsync(TestRuntime.Limit);
        Assert.Equal("TimeLimitExceeded(3)", (await ReadyAsync(stuck)).Error!.ToString());
        Assert.Equal(1, _pool.Abandoned);
        _release.Set();
        await Eventually.TrueAsync(() => _pool.Abandoned == 0, TestRuntime.Limit, "the abandoned code to end");
        Assert.Equal(TaskState.Failure, (await ReadyAsync(stuck)).Status);
    }

    [Fact]
    public async Task Stop_DoesNotWait_ForAbandonedCode()
    {
        Start(concurrency: 1);
        _runtime.Runtime.Registry.Find("a.block")!.Limits = new TaskLimits(null, TimeSpan.FromSeconds(3), null);
        await SubmitAsync("a.block");
        await RunningAsync(1);
        _runtime.Time.Advance(TimeSpan.FromSeconds(3));
        _runtime.Time.Advance(TaskOutcomes.Patience);

        await _pool.StopAsync().WaitAsync(TestRuntime.Limit);

        Assert.Equal(1, _pool.Abandoned);
    }

    [Fact]
    public async Task Terminate_CancelsTheToken_AndRevokesTheTask()
    {
        Start(concurrency: 1);
        var (context, delivery) = await SubmitAsync("a.obey");
        await RunningAsync(1);

        Assert.True(_pool.Terminate(context, 15));

        Assert.Equal(Settlement.Ack, await delivery.Settled.WaitAsync(TestRuntime.Limit));
        Assert.Equal("TaskRevokedError('terminated')", (await ReadyAsync(context)).Error!.ToString());
        Assert.Equal(0, _pool.Abandoned);
    }

    [Fact]
    public async Task Terminate_AbandonsCodeThatIgnoresItsToken()
    {
        Start(concurrency: 1);
        var (context, _) = await SubmitAsync("a.block");
        await RunningAsync(1);

        _pool.Terminate(context, 9);
        _runtime.Time.Advance(TaskOutcomes.Patience);

        Assert.Equal(TaskState.Revoked, (await ReadyAsync(context)).Status);
        Assert.Equal(1, _pool.Abandoned);
    }

    [Fact]
    public async Task Terminate_KeepsATaskFromRunning_ThatWaits()
    {
        Start(concurrency: 1);
        await SubmitAsync("a.block");
        await RunningAsync(1);
        var (waiting, delivery) = await SubmitAsync("a.nothing");

        Assert.False(_pool.Terminate(waiting, 15));
        _release.Set();

        Assert.Equal(Settlement.Ack, await delivery.Settled.WaitAsync(TestRuntime.Limit));
        Assert.Equal(TaskState.Revoked, (await ReadyAsync(waiting)).Status);
    }

    [Fact]
    public async Task Cancel_LeavesALateTask_AsIfItHadNotRun()
    {
        Start(concurrency: 1);
        var (context, delivery) = await SubmitAsync("a.obey_late");
        await RunningAsync(1);

        _pool.Cancel(context);

        await EndedAsync(context);
        Assert.False(delivery.IsSettled);
        Assert.Null(await _runtime.App.Backend.GetAsync(context.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Pool_GrowsAndShrinks()
    {
        Start(concurrency: 1);
        await SubmitAsync("a.block");
        await SubmitAsync("a.block");
        await RunningAsync(1);

        _pool.Grow(1);
        await RunningAsync(2);
        _pool.Shrink(1);
        Assert.Equal(1, _pool.Concurrency);
        _release.Set();
        await RunningAsync(0);
        _release.Reset();
        await SubmitAsync("a.block");
        await SubmitAsync("a.block");
        await RunningAsync(1);
        var (_, last) = await SubmitAsync("a.nothing");

        // One slot is left, and it is taken.
        Assert.Equal(1, Volatile.Read(ref _running));
        Assert.False(last.IsSettled);
        _release.Set();
        await last.Settled.WaitAsync(TestRuntime.Limit);
    }

    [Fact]
    public void Shrink_KeepsOneSlot()
    {
        Start(concurrency: 2);

        _pool.Shrink(5);

        Assert.Equal(1, _pool.Concurrency);
    }

    [Fact]
    public async Task Solo_RunsOneTaskInLine()
    {
        Start(concurrency: 1);
        await using var solo = new SoloPool(_runtime.Runtime, _runtime.Runner);
        var delivery = TestDelivery.Of("a.block");
        var context = _runtime.Context(delivery);
        _runtime.Runtime.Lifecycle.Received(context);

        var submit = solo.SubmitAsync(context, CancellationToken.None).AsTask();
        await RunningAsync(1);
        Assert.False(submit.IsCompleted);
        _release.Set();
        await submit.WaitAsync(TestRuntime.Limit);

        Assert.True(delivery.IsSettled);
        Assert.Throws<NotSupportedException>(() => solo.Grow(1));
    }

    [Fact]
    public void Autoscaler_FollowsTheLoad_BetweenItsLimits()
    {
        Start(concurrency: 1);
        var load = 0;
        var prefetch = 0;
        using var scaler = new Autoscaler(_pool, (3, 1), () => load, by => prefetch += by, _runtime.Time, _runtime.Logs.CreateLogger("t"));

        load = 2;
        _runtime.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, _pool.Concurrency);
        load = 100;
        scaler.MaybeScale();
        Assert.Equal(3, _pool.Concurrency);
        load = 0;
        _runtime.Time.Advance(Autoscaler.KeepAlive);
        Assert.Equal(3, _pool.Concurrency);
        _runtime.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, _pool.Concurrency);
        Assert.Equal((6, 4), scaler.Update(max: 6, min: 4));
        Assert.Equal((4, 3), (_pool.Concurrency, prefetch));
        Assert.Throws<ArgumentException>(() => scaler.Update(max: 2));
    }

    [Theory]
    [InlineData("10,3", 10, 3)]
    [InlineData("10", 10, 1)]
    [InlineData("4,0", 4, 1)]
    public void Autoscale_IsReadAsCeleryReadsIt(string text, int max, int min) =>
        Assert.Equal((max, min), WorkerSettings.ReadAutoscale(text));

    [Theory]
    [InlineData("3,10")]
    [InlineData("many")]
    [InlineData("0")]
    [InlineData("1,2,3")]
    public void Autoscale_IsRefused_WhenImpossible(string text) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => WorkerSettings.ReadAutoscale(text));

    public async ValueTask DisposeAsync()
    {
        _release.Set();
        await (_pool?.StopAsync().WaitAsync(TestRuntime.Limit) ?? Task.CompletedTask);
        await (_runtime?.DisposeAsync() ?? default);
        _release.Dispose();
    }

    private void Start(int concurrency)
    {
        _runtime = new TestRuntime(worker =>
        {
            worker.Concurrency = concurrency;
            worker.MapTask("a.nothing", () => { });
            worker.MapTask("a.block", () =>
            {
                Interlocked.Increment(ref _running);
                _release.Wait();
                Interlocked.Decrement(ref _running);
            });
            worker.MapTask("a.obey", ObeyAsync);
            worker.MapTask("a.obey_late", ObeyAsync).WithAcksLate();
        });
        _pool = new AsyncPool(_runtime.Runtime, _runtime.Runner, capacity: 100);
    }

    private async Task ObeyAsync(CancellationToken token)
    {
        Interlocked.Increment(ref _running);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
    }

    private async Task<(TaskContext Context, TestDelivery Delivery)> SubmitAsync(string task)
    {
        var delivery = TestDelivery.Of(task, id: $"task-{_ids++}");
        var context = _runtime.Context(delivery);
        _runtime.Runtime.Lifecycle.Received(context);
        await _pool.SubmitAsync(context, CancellationToken.None);
        return (context, delivery);
    }

    private Task RunningAsync(int count) =>
        Eventually.TrueAsync(() => Volatile.Read(ref _running) == count, TestRuntime.Limit, $"{count} running tasks");

    private Task EndedAsync(TaskContext context) => Eventually.TrueAsync(
        () => !_runtime.Runtime.State.Reserved.Contains(context), TestRuntime.Limit, $"{context.Name} to end");

    private async Task<ResultMeta> ReadyAsync(TaskContext context)
    {
        await EndedAsync(context);
        return (await _runtime.App.Backend.GetAsync(context.Id, CancellationToken.None))!;
    }
}
