using Interop.Client.Brokers;

namespace Interop.Python.Tests.Faults;

/// <summary>Brokers that go away and come back.</summary>
public abstract class OutageSuite(Func<Task<FaultBroker>> start) : FaultTests(start)
{
    [Fact]
    public async Task Tasks_AllRun_WhenTheBrokerIsRestartedMeanwhile()
    {
        const int Count = 2_000;
        await SendAsync(Count);
        await using var worker = await StartWorkerAsync(Options with { HoldAfter = 500, VisibilityTimeout = 2, PrefetchMultiplier = 50 });
        await Record.WaitForAsync(500, Cancellation);

        await Broker.StopAsync();
        await worker.ReleaseAsync();
        await Broker.StartAgainAsync();

        await Record.WaitForAsync(Count, Cancellation);
        await AssertNothingIsLeftToRepeatAsync(worker, Count);
    }

    [Fact]
    public async Task Worker_WaitsForTheBroker_WhenItIsDownAtTheStart()
    {
        await Broker.StopAsync();
        await using var worker = FaultWorkerProcess.Launch(Options);
        await worker.WaitForLogAsync(Broker.Address, Cancellation);
        Assert.False(worker.HasExited);

        await Broker.StartAgainAsync();
        await SendAsync(10);

        await Record.WaitForAsync(10, Cancellation);
        await AssertNothingIsLeftAsync(worker, 10);
    }

    [Fact]
    public async Task Publish_SaysWhichBrokerIsAway_WhenItsTimeIsOver()
    {
        await Broker.StopAsync();
        await using var app = Broker.OpenApp(Queue, publishTimeout: TimeSpan.FromSeconds(2));

        var thrown = await Assert.ThrowsAsync<BrokerUnreachableException>(
            async () => await app.SendTaskAsync("fault.record", [0], cancellationToken: Cancellation).AsTask().WaitAsync(Deadline, Cancellation));

        Assert.Contains(Broker.Address, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("guest:guest", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_Succeeds_WhenTheBrokerComesBackInTime()
    {
        await Broker.StopAsync();
        await using var app = Broker.OpenApp(Queue);
        var sent = app.SendTaskAsync("fault.record", [0], cancellationToken: Cancellation).AsTask();

        await Broker.StartAgainAsync();
        await sent.WaitAsync(Deadline, Cancellation);

        await using var worker = await StartWorkerAsync();
        await Record.WaitForAsync(1, Cancellation);
        await AssertNothingIsLeftAsync(worker, 1);
    }

    [Fact]
    public async Task Publish_GoesOn_WhenTheBrokerWasRestartedInBetween()
    {
        await using var app = Broker.OpenApp(Queue);
        await app.SendTaskAsync("fault.record", [0], cancellationToken: Cancellation);

        await Broker.StopAsync();
        await Broker.StartAgainAsync();
        await app.SendTaskAsync("fault.record", [1], cancellationToken: Cancellation).AsTask().WaitAsync(Deadline, Cancellation);

        await using var worker = await StartWorkerAsync();
        await Record.WaitForAsync(2, Cancellation);
        await AssertNothingIsLeftAsync(worker, 2);
    }
}
