using System.Text;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Worker.Execution;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Execution;

public sealed class ContinuationTests
{
    [Fact]
    public async Task Success_SendsTheNextStepWithTheRestOfTheChain()
    {
        await using var runtime = Adding();
        var embed = $$"""{"chain": [{{Sig("t.last", "[]", """{"task_id": "last-id"}""")}}, {{Sig("t.next", "[10]", """{"task_id": "next-id", "reply_to": "replies"}""")}}]}""";

        await runtime.RunAsync(TestDelivery.Of("t.add", "[2, 3]", embed: embed, headers: h => h with { RootId = "root-id" }));

        var sent = Assert.Single(await runtime.TakeAsync("celery"));
        var next = TaskMessageCodec.Read(sent, sent.Body);
        Assert.Equal(("t.next", "next-id", "task-id", "root-id"),
            (next.TaskName, next.Id, next.Headers.ParentId, next.Headers.RootId));
        Assert.Equal("[5, 10]", Encoding.UTF8.GetString(next.Arguments.ArgsJson.Span));
        Assert.Equal("t.last", Assert.Single(next.Embed.Chain!).Task);
        Assert.Equal("next-id", Assert.Single((await MetaAsync(runtime, "task-id"))!.Children!).Id);
    }

    [Fact]
    public async Task Success_KeepsTheArgumentsOfAnImmutableStep()
    {
        await using var runtime = Adding();

        await runtime.RunAsync(TestDelivery.Of(
            "t.add", "[2, 3]", embed: $$"""{"chain": [{{Sig("t.next", "[10]", immutable: true)}}]}"""));

        var sent = Assert.Single(await runtime.TakeAsync("celery"));
        Assert.Equal("[10]", Encoding.UTF8.GetString(TaskMessageCodec.Read(sent, sent.Body).Arguments.ArgsJson.Span));
    }

    [Fact]
    public async Task Success_HandsOnThePriority_WhenItIsInherited()
    {
        await using var runtime = Adding(new() { TaskInheritParentPriority = true });

        await runtime.RunAsync(TestDelivery.Of(
            "t.add", "[2, 3]", embed: $$"""{"chain": [{{Sig("t.next")}}]}""", properties: p => p with { Priority = 7 }));

        Assert.Equal(7, Assert.Single(await runtime.TakeAsync("celery")).Properties.Priority);
    }

    [Fact]
    public async Task Success_SendsOneCallbackByItself()
    {
        await using var runtime = Adding();

        await runtime.RunAsync(TestDelivery.Of("t.add", "[2, 3]", embed: $$"""{"callbacks": [{{Sig("t.report", "[1]")}}]}"""));

        var sent = Assert.Single(await runtime.TakeAsync("celery"));
        Assert.Null(sent.Headers.Group);
        Assert.Equal("[5, 1]", Encoding.UTF8.GetString(TaskMessageCodec.Read(sent, sent.Body).Arguments.ArgsJson.Span));
    }

    [Fact]
    public async Task Success_SendsSeveralCallbacksAsOneGroup_AndThenTheChain()
    {
        await using var runtime = Adding();
        var embed = $$"""{"callbacks": [{{Sig("t.one")}}, {{Sig("t.two")}}], "chain": [{{Sig("t.next")}}]}""";

        await runtime.RunAsync(TestDelivery.Of("t.add", "[2, 3]", embed: embed));

        var sent = await runtime.TakeAsync("celery");
        Assert.Equal(["t.one", "t.two", "t.next"], sent.Select(m => m.Headers.Task!));
        Assert.NotNull(sent[0].Headers.Group);
        Assert.Equal(sent[0].Headers.Group, sent[1].Headers.Group);
        Assert.Equal([0, 1], sent.Take(2).Select(m => m.Headers.GroupIndex!.Value));
        Assert.All(sent, message => Assert.Equal("task-id", message.Headers.ParentId));
        Assert.Equal(2, (await MetaAsync(runtime, "task-id"))!.Children!.Count);
    }

    [Fact]
    public async Task Failure_FailsLaterSteps_AndSendsNothingOfThem()
    {
        await using var runtime = Adding();
        var embed = $$"""{"chain": [{{Sig("t.last", options: """{"task_id": "last-id", "group_id": "g"}""")}}, {{Sig("t.next", options: """{"task_id": "next-id"}""")}}, {{Sig("t.anon")}}]}""";

        await runtime.RunAsync(TestDelivery.Of("t.add", "[2]", embed: embed));

        Assert.Empty(await runtime.TakeAsync("celery"));
        foreach (var id in (string[])["task-id", "next-id", "last-id"])
        {
            var meta = await MetaAsync(runtime, id);
            Assert.Equal(TaskState.Failure, meta!.Status);
            Assert.Equal("add() missing 1 required positional argument: 'y'", meta.Error!.Message);
        }

        Assert.Equal("g", (await MetaAsync(runtime, "last-id"))!.GroupId);
    }

    [Fact]
    public async Task Failure_CallsErrorCallbacksWithTheId()
    {
        await using var runtime = Adding();

        await runtime.RunAsync(TestDelivery.Of(
            "t.add", "[2]", embed: $$"""{"errbacks": [{{Sig("t.alert", "[1]")}}]}""", headers: h => h with { RootId = "root-id" }));

        var sent = Assert.Single(await runtime.TakeAsync("celery"));
        Assert.Equal("""["task-id", 1]""", Encoding.UTF8.GetString(TaskMessageCodec.Read(sent, sent.Body).Arguments.ArgsJson.Span));
        Assert.Equal(("task-id", "root-id"), (sent.Headers.ParentId, sent.Headers.RootId));
        Assert.NotNull(sent.Headers.Group);
    }

    [Fact]
    public async Task Success_CallsNoErrorCallbacks()
    {
        await using var runtime = Adding();

        var context = await runtime.RunAsync(TestDelivery.Of("t.add", "[2, 3]", embed: $$"""{"errbacks": [{{Sig("t.alert")}}]}"""));

        Assert.Equal(TaskEnding.Success, context.Ending);
        Assert.Empty(await runtime.TakeAsync("celery"));
    }

    private static TestRuntime Adding(Client.Configuration.CeleryOptions? options = null) =>
        new(worker => worker.MapTask("t.add", (int x, int y) => x + y), options);

    private static string Sig(string task, string args = "[]", string options = "{}", bool immutable = false) =>
        $$"""{"task": "{{task}}", "args": {{args}}, "kwargs": {}, "options": {{options}}, "subtask_type": null, "immutable": {{(immutable ? "true" : "false")}}}""";

    private static ValueTask<ResultMeta?> MetaAsync(TestRuntime runtime, string id) =>
        runtime.App.Backend.GetAsync(id, CancellationToken.None);
}
