using Interop.Client;
using Interop.Client.Configuration;
using Interop.Client.Producing;
using Interop.Worker.Registration;
using Interop.Worker.Testing;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Registration;

public sealed class QueueSelectionTests
{
    private const string Node = "w1@host";

    [Fact]
    public async Task Selection_IsAllQueues_WhenNoneIsNamed() => Assert.Equal(["a", "b", "c"], await SelectAsync([], []));

    [Fact]
    public async Task Selection_LeavesExcludedQueuesOut_OfAllQueues() => Assert.Equal(["b"], await SelectAsync([], ["a", "c", "no such queue"]));

    [Fact]
    public async Task Selection_LeavesExcludedQueuesOut_OfThoseNamed() => Assert.Equal(["new"], await SelectAsync(["b", "new", "b"], ["b"]));

    [Fact]
    public async Task Selection_MayBeEmpty() => Assert.Empty(await SelectAsync([], ["a", "b", "c"]));

    [Fact]
    public async Task Selection_AddsTheWorkersOwnQueue_InAnyCase()
    {
        Assert.Equal(["b", "w1@host.dq2"], await SelectAsync(["b"], [], worker => worker with { WorkerDirect = true }));
        Assert.Equal(["w1@host.dq2"], await SelectAsync(["b"], ["b", "w1@host.dq2"], worker => worker with
        {
            WorkerDirect = true,
            TaskCreateMissingQueues = false,
        }));
    }

    [Fact]
    public async Task Selection_NamesTheQueue_ThatIsNotListed()
    {
        var error = await Assert.ThrowsAsync<ImproperlyConfiguredException>(
            () => SelectAsync(["a", "x"], ["x"], worker => worker with { TaskCreateMissingQueues = false }));

        Assert.Equal(
            "The worker is to consume 'a', 'x', but the queue 'x' is not in task_queues. Add it there, or turn task_create_missing_queues on.",
            error.Message);
    }

    [Fact]
    public async Task OwnQueue_IsDeclaredAsPythonDeclaresIt()
    {
        await using var app = CeleryApp.Create(new() { BrokerUrl = "memory://", TaskQueueMaxPriority = 5 });

        var queue = app.Router.Queue(WorkerDirect.QueueName(Node));

        Assert.Equal(("w1@host.dq2", Node, true, false, false), (queue.Name, queue.RoutingKey, queue.Durable, queue.AutoDelete, queue.Exclusive));
        Assert.Equal(("C.dq2", "direct", true), (queue.Exchange!.Name, queue.Exchange.Type, queue.Exchange.Durable));
        Assert.Equal(5, queue.Arguments!["x-max-priority"]);
    }

    [Fact]
    public async Task AQueueThatOnlyEndsAlike_IsAnOrdinaryOne()
    {
        await using var app = CeleryApp.Create(new() { BrokerUrl = "memory://" });

        Assert.Equal("mine.dq2", app.Router.Queue("mine.dq2").Exchange!.Name);
    }

    [Fact]
    public async Task Worker_TakesNothing_BeforeItIsGivenAQueue_WhenAllAreExcluded()
    {
        await using var host = await CeleryTestHost.StartAsync(worker =>
        {
            worker.ExcludedQueues.Add("celery");
            worker.MapTask("t.add", (int x, int y) => x + y);
        });
        Assert.Empty(host.Worker.Control.Panel.Queues.Current);
        var sent = await host.App.SendTaskAsync<int>("t.add", [1, 2]);

        Assert.True(await host.Worker.Control.Panel.Queues.AddAsync(host.App.Router.Queue("celery"), CancellationToken.None));

        Assert.Equal(3, await sent.GetAsync(TestRuntime.Limit));
    }

    private static async Task<string[]> SelectAsync(
        string[] included, string[] excluded, Func<CeleryOptions, CeleryOptions>? change = null)
    {
        var options = new CeleryOptions
        {
            BrokerUrl = "memory://",
            TaskQueues = [new() { Name = "a" }, new() { Name = "b" }, new() { Name = "c" }],
            TaskDefaultQueue = "a",
        };
        await using var app = CeleryApp.Create(change?.Invoke(options) ?? options);
        return [.. QueueSelection.Of(app, included, excluded, Node).Select(queue => queue.Name)];
    }
}
