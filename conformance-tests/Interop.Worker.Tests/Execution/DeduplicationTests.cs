using System.Text;
using Interop.Client.Backends;
using Interop.Client.Brokers;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Execution;

public sealed class DeduplicationTests
{
    private const string Next = """{"chain": [{"task": "t.next", "args": [1], "kwargs": {}, "options": {}, "subtask_type": null, "immutable": false}]}""";

    private int _runs;

    [Fact]
    public async Task ComingAgain_IsNotRun_AndHandsTheStoredResultOn()
    {
        await using var runtime = await WithSuccessAsync([]);
        var delivery = Again(Next);

        await runtime.RunAsync(delivery);

        Assert.Equal((0, Settlement.Ack), (_runs, await delivery.Settled));
        var sent = Assert.Single(await runtime.TakeAsync("celery"));
        var next = TaskMessageCodec.Read(sent, sent.Body);
        Assert.Equal(("t.next", "task-id"), (next.TaskName, next.Headers.ParentId));
        Assert.Equal("""["first", 1]""", Encoding.UTF8.GetString(next.Arguments.ArgsJson.Span));
    }

    [Fact]
    public async Task ComingAgain_SendsNothing_WhenTheRecordHasChildren()
    {
        await using var runtime = await WithSuccessAsync([new ResultTuple("child")]);
        var delivery = Again(Next);

        await runtime.RunAsync(delivery);

        Assert.Equal((0, Settlement.Ack), (_runs, await delivery.Settled));
        Assert.Empty(await runtime.TakeAsync("celery"));
    }

    [Fact]
    public async Task ComingAgain_GoesBackToItsQueue_WhenWhatFollowsCannotBeSent()
    {
        await using var runtime = await WithSuccessAsync([]);
        var delivery = Again("""{"chain": [{"task": "t.next", "args": [], "kwargs": {}, "options": {"serializer": "unheard-of"}, "subtask_type": null, "immutable": false}]}""");

        await runtime.RunAsync(delivery);

        Assert.Equal((0, Settlement.Requeue), (_runs, await delivery.Settled));
    }

    [Fact]
    public async Task FirstDelivery_IsRun_WhateverIsStored()
    {
        await using var runtime = await WithSuccessAsync([]);

        await runtime.RunAsync(TestDelivery.Of("t.first"));

        Assert.Equal(1, _runs);
    }

    private static TestDelivery Again(string embed) =>
        TestDelivery.Of("t.first", embed: embed, properties: properties => properties with { Redelivered = true });

    private async Task<TestRuntime> WithSuccessAsync(IReadOnlyList<ResultTuple> children)
    {
        var runtime = new TestRuntime(
            worker => worker.MapTask("t.first", () => ++_runs).WithAcksLate(), new() { WorkerDeduplicateSuccessfulTasks = true });
        await runtime.App.Backend.StoreAsync(
            new ResultMeta { TaskId = "task-id", Status = TaskState.Success, ResultJson = "\"first\""u8.ToArray(), Children = children },
            new ResultRoute(null, "task-id"), CancellationToken.None);
        return runtime;
    }
}
