using Interop.Client.Events;
using Interop.Protocol.Events;
using Interop.Worker.Events;
using Interop.Worker.Registration;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Events;

public sealed class WorkerEventsTests
{
    [Fact]
    public async Task TaskEvents_AreEnabledAndDisabled_WhenTheWorkerStartedWithout()
    {
        await using var runtime = Runtime(_ => { });
        var events = runtime.Runtime.Events;

        Assert.False(events.SendsTaskEvents);
        Assert.False(events.DisableTaskEvents());
        Assert.True(events.EnableTaskEvents());
        Assert.True(events.SendsTaskEvents);
        Assert.False(events.EnableTaskEvents());
        Assert.True(events.DisableTaskEvents());
        Assert.False(events.SendsTaskEvents);
    }

    [Fact]
    public async Task TaskEvents_CannotBeDisabled_WhenTheWorkerStartedWithThem()
    {
        await using var runtime = Runtime(worker => worker.SendTaskEvents = true);

        Assert.False(runtime.Runtime.Events.EnableTaskEvents());
        Assert.False(runtime.Runtime.Events.DisableTaskEvents());
        Assert.True(runtime.Runtime.Events.SendsTaskEvents);
    }

    [Fact]
    public async Task TaskEvents_CannotBeEnabled_WhenTheWorkerSendsNothing()
    {
        await using var runtime = Runtime(worker => (worker.SendHeartbeats, worker.Gossip) = (false, false));

        Assert.False(runtime.Runtime.Events.EnableTaskEvents());
    }

    [Fact]
    public async Task Worker_TellsItsLife_WithTheTasksInBetween()
    {
        await using var runtime = Runtime(worker => worker.SendTaskEvents = true);
        var state = runtime.App.Events.CreateState();
        await using var receiver = await runtime.App.Events.ReceiveAsync(
            new EventReceiverOptions { Wakeup = false }, TestContext.Current.CancellationToken);

        runtime.Runtime.Events.Start();
        await runtime.RunAsync(TestDelivery.Of("tasks.add", "[2, 3]"));
        runtime.Time.Advance(TimeSpan.FromSeconds(2));
        runtime.Runtime.Events.SendHeartbeat();
        await runtime.Runtime.Events.StopAsync();

        var told = new List<CeleryEvent>();
        await foreach (var one in receiver.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            told.Add(one);
            state.Apply(one);
            if (one.Type == EventTypes.WorkerOffline)
            {
                break;
            }
        }

        Assert.Equal(
            [EventTypes.WorkerOnline, EventTypes.TaskReceived, EventTypes.TaskStarted, EventTypes.TaskSucceeded],
            told.Where(one => one.Type is not (EventTypes.WorkerHeartbeat or EventTypes.WorkerOffline)).Select(one => one.Type));
        Assert.Equal(1, told[^1].Integer("processed"));
        Assert.Equal("5", state.FindTask("task-id")!.Result);
        Assert.Equal(told.Select(one => one.Clock).Order(), told.Select(one => one.Clock));
    }

    [Theory]
    [InlineData("0.31 0.24 0.20 1/512 4242", 0.31, 0.24, 0.2)]
    [InlineData("0.07 0.29 0.58 1/1 1", 0.08, 0.29, 0.58)] // math.ceil(0.07 * 100) is 8: the product is a little above 7.
    [InlineData("", 0, 0, 0)]
    public void LoadAverage_IsRoundedUpAsPythonDoes(string text, double one, double five, double fifteen)
        => Assert.Equal((one, five, fifteen), LoadAverage.Parse(text));

    private static TestRuntime Runtime(Action<CeleryWorkerBuilder> configure) => new(worker =>
    {
        worker.MapTask("tasks.add", (int x, int y) => x + y);
        configure(worker);
    });
}
