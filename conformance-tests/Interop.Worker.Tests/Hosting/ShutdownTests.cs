using Interop.Client;
using Interop.Protocol.Canvas;
using Interop.Protocol.Results;
using Interop.Testing;
using Interop.Testing.Logging;
using Interop.Worker.Hosting;
using Interop.Worker.Registration;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Hosting;

public sealed class ShutdownTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _hurry = new();
    private TestRuntime _runtime = null!;
    private CeleryWorker _worker = null!;

    private CeleryApp App => _runtime.App;

    private RecordingLoggerProvider Logs => _runtime.Logs;

    [Fact]
    public async Task Stop_LetsRunningTasksEnd_AndGivesTheRestBack()
    {
        await StartAsync(acksLate: false);
        var first = await App.SendTaskAsync("t.wait");
        await _running.Task.WaitAsync(TestRuntime.Limit);
        await App.SendTaskAsync("t.wait");
        await App.SendTaskAsync("t.wait", options: new() { Countdown = TimeSpan.FromHours(1) });
        await _runtime.Logs.WaitForAsync(_ => Received() == 3);

        var stop = _worker.StopAsync(_hurry.Token);
        Assert.False(stop.IsCompleted);
        _release.SetResult();
        await stop.WaitAsync(TestRuntime.Limit);

        Assert.Equal(TaskState.Success, await first.GetStateAsync());
        Assert.Equal(2, await App.Broker.CountAsync("celery", CancellationToken.None));
        Assert.Equal(1, _worker.Counts.Processed);
    }

    [Fact]
    public async Task Stop_GivesParkedMessagesBack()
    {
        await StartAsync(acksLate: false);
        await App.SendTaskAsync("t.obey", options: new() { Link = [new Signature("theirs") { SubtaskType = "their_own" }] });
        await Logs.WaitForAsync(entry => entry.Id.Name == "MessageParked");

        await _worker.StopAsync(_hurry.Token).WaitAsync(TestRuntime.Limit);

        Assert.Equal(1, await App.Broker.CountAsync("celery", CancellationToken.None));
    }

    [Fact]
    public async Task Stop_AsksTasksToEnd_WhenTheTimeIsOver()
    {
        await StartAsync(acksLate: true);
        var result = await App.SendTaskAsync("t.obey");
        await _running.Task.WaitAsync(TestRuntime.Limit);

        await StopLateAsync();

        Assert.Equal(1, await App.Broker.CountAsync("celery", CancellationToken.None));
        Assert.Equal(TaskState.Pending, await result.GetStateAsync());
        Assert.Contains(Logs.Entries, entry => entry.Id.Name == "ShutdownTimeOver");
    }

    [Fact]
    public async Task Stop_SaysSo_WhenAnEarlyAcknowledgedTaskWasCutShort()
    {
        await StartAsync(acksLate: false);
        var result = await App.SendTaskAsync("t.obey");
        await _running.Task.WaitAsync(TestRuntime.Limit);

        await StopLateAsync();

        Assert.Equal(TaskState.Retry, await result.GetStateAsync());
        Assert.Contains(Logs.Entries, entry => entry.Id.Name == "TaskCutShort");
    }

    [Fact]
    public async Task Stop_GivesEverythingBackAtOnce_WhenInAHurry()
    {
        await StartAsync(acksLate: true);
        await App.SendTaskAsync("t.wait");
        await App.SendTaskAsync("t.wait");
        await _running.Task.WaitAsync(TestRuntime.Limit);

        var stop = _worker.StopAsync(_hurry.Token);
        Assert.False(stop.IsCompleted);
        await _hurry.CancelAsync();
        await stop.WaitAsync(TestRuntime.Limit);

        Assert.Equal(2, await App.Broker.CountAsync("celery", CancellationToken.None));
        Assert.Contains(Logs.Entries, entry => entry.Id.Name == "ColdShutdown");
    }

    [Fact]
    public async Task Stop_DoesNotFinishATask_WhoseMessageWentBack()
    {
        await StartAsync(acksLate: true);
        var result = await App.SendTaskAsync("t.wait");
        await _running.Task.WaitAsync(TestRuntime.Limit);
        await _hurry.CancelAsync();
        await _worker.StopAsync(_hurry.Token).WaitAsync(TestRuntime.Limit);

        _release.SetResult();
        _ = await Logs.WaitForAsync(entry => entry.Id.Name == "TaskCutShort");

        Assert.Equal(1, await App.Broker.CountAsync("celery", CancellationToken.None));
        Assert.Equal(TaskState.Pending, await result.GetStateAsync());
    }

    [Fact]
    public async Task Stop_CanBeCalledTwice()
    {
        await StartAsync(acksLate: true);

        await _worker.StopAsync(_hurry.Token).WaitAsync(TestRuntime.Limit);
        await _worker.StopAsync(_hurry.Token).WaitAsync(TestRuntime.Limit);

        Assert.Single(Logs.Entries, entry => entry.Id.Name == "WorkerStopped");
    }

    [Fact]
    public async Task Start_PrintsTheBannerAndSaysReady()
    {
        await StartAsync(acksLate: true);

        var banner = Assert.Single(Logs.Entries, entry => entry.Id.Name == "WorkerStarting").Message;
        Assert.Contains(".> transport:   memory://", banner, StringComparison.Ordinal);
        Assert.Contains(".> concurrency: 1 (async)", banner, StringComparison.Ordinal);
        Assert.Contains(".> celery           exchange=celery(direct) key=celery\n", banner, StringComparison.Ordinal);
        Assert.Contains("  . t.obey\n  . t.wait\n", banner, StringComparison.Ordinal);
        Assert.Contains($"{_runtime.Runtime.Settings.NodeName} ready.", Logs.Messages);
    }

    [Theory]
    [InlineData(new[] { -4 }, 1, 0)]
    [InlineData(new[] { -4, -4 }, 2, 1)]
    [InlineData(new[] { -2, -4 }, 2, 1)]
    [InlineData(new[] { -3 }, 1, 1)]
    public void Signals_StopWarmFirstAndColdThen(int[] signals, int warm, int cold)
    {
        var (warmCalls, coldCalls) = (0, 0);
        using var listener = new ShutdownSignals(() => warmCalls++, () => coldCalls++);

        foreach (var signal in signals)
        {
            listener.Receive((System.Runtime.InteropServices.PosixSignal)signal);
        }

        Assert.Equal((warm, cold), (warmCalls, coldCalls));
    }

    [Fact]
    public void Signals_StopCold_OnARemappedSigTerm()
    {
        var cold = 0;
        using var listener = new ShutdownSignals(() => { }, () => cold++, remap: "SIGQUIT");

        listener.Receive(System.Runtime.InteropServices.PosixSignal.SIGTERM);

        Assert.Equal(1, cold);
    }

    [Fact]
    public async Task Stop_WaitsSoftly_WhenColdAndToldTo()
    {
        await StartAsync(acksLate: true, softTimeout: TimeSpan.FromSeconds(5));
        var result = await App.SendTaskAsync("t.wait");
        await _running.Task.WaitAsync(TestRuntime.Limit);
        using var cold = new CancellationTokenSource();
        var stop = _worker.StopAsync(_hurry.Token, cold.Token);

        await cold.CancelAsync();
        await Logs.WaitForAsync(entry => entry.Id.Name == "SoftShutdown");
        _release.SetResult();
        await stop.WaitAsync(TestRuntime.Limit);

        Assert.Equal(TaskState.Success, await result.GetStateAsync());
        Assert.DoesNotContain(Logs.Entries, entry => entry.Id.Name == "ColdShutdown");
    }

    [Fact]
    public async Task Stop_GivesBack_WhenTheSoftTimeIsOver()
    {
        await StartAsync(acksLate: true, softTimeout: TimeSpan.FromSeconds(5));
        await App.SendTaskAsync("t.wait");
        await _running.Task.WaitAsync(TestRuntime.Limit);
        using var cold = new CancellationTokenSource();
        await cold.CancelAsync();
        var timers = _runtime.Time.PendingTimers;
        var stop = _worker.StopAsync(_hurry.Token, cold.Token);

        await Eventually.TrueAsync(() => _runtime.Time.PendingTimers > timers, TestRuntime.Limit, "the deadline to be set");
        _runtime.Time.Advance(TimeSpan.FromSeconds(5));
        await stop.WaitAsync(TestRuntime.Limit);

        Assert.Equal(1, await App.Broker.CountAsync("celery", CancellationToken.None));
        Assert.Contains(Logs.Entries, entry => entry.Id.Name == "ColdShutdown");
    }

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        await (_worker?.DisposeAsync() ?? default);
        await (_runtime?.DisposeAsync() ?? default);
        _hurry.Dispose();
    }

    private async Task StartAsync(bool acksLate, TimeSpan softTimeout = default)
    {
        _runtime = new TestRuntime(worker =>
        {
            worker.Concurrency = 1;
            worker.MapTask("t.wait", async () =>
            {
                _running.TrySetResult();
                await _release.Task;
            }).WithAcksLate(acksLate);
            worker.MapTask("t.obey", async (CancellationToken token) =>
            {
                _running.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }).WithAcksLate(acksLate);
        }, new() { WorkerSoftShutdownTimeout = softTimeout });
        _worker = new CeleryWorker(_runtime.Runtime);
        _worker.Start();
        await _worker.Ready.WaitAsync(TestRuntime.Limit);
    }

    private int Received() => Logs.Entries.Count(entry => entry.Id.Name == "TaskReceived");

    /// <summary>Stops the worker and lets the time for it pass, once that is what it waits for.</summary>
    private async Task StopLateAsync()
    {
        var timers = _runtime.Time.PendingTimers;
        var stop = _worker.StopAsync(_hurry.Token);
        await Eventually.TrueAsync(() => _runtime.Time.PendingTimers > timers, TestRuntime.Limit, "the deadline to be set");
        _runtime.Time.Advance(TimeSpan.FromSeconds(25));
        await stop.WaitAsync(TestRuntime.Limit);
    }
}
