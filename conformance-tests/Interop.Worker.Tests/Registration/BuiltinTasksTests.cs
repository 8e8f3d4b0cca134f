using System.Text;
using Interop.Worker.Execution;
using Interop.Worker.Tests.Support;

namespace Interop.Worker.Tests.Registration;

public sealed class BuiltinTasksTests
{
    private const string Add = """{"task": "t.add", "args": [], "kwargs": {}, "options": {}, "subtask_type": null, "immutable": false}""";

    [Theory]
    [InlineData("celery.accumulate", "[1, 2]", "{}", "[1, 2]")]
    [InlineData("celery.accumulate", "[[7], 2]", """{"index": 0}""", "[7]")]
    [InlineData("celery.accumulate", "[1, 2]", """{"index": -1}""", "2")]
    [InlineData("celery.backend_cleanup", "[]", "{}", "null")]
    [InlineData("celery.map", "[]", $$"""{"task": {{Add}}, "it": [1, 2, 3]}""", "[11, 12, 13]")]
    [InlineData("celery.starmap", "[]", $$"""{"task": {{Add}}, "it": [[1, 2], [3, 4]]}""", "[3, 7]")]
    public async Task Builtins_DoWhatPythonsDo(string task, string args, string kwargs, string expected)
    {
        await using var runtime = new TestRuntime(worker => worker.MapTask("t.add", (int x, int y = 10) => x + y));

        var context = await runtime.RunAsync(TestDelivery.Of(task, args, kwargs));

        Assert.Equal(TaskEnding.Success, context.Ending);
        Assert.Equal(expected, Encoding.UTF8.GetString(context.Result.Json.Span));
    }

    [Fact]
    public async Task Map_FailsAsPythonDoes_WhenTheTaskIsUnknown()
    {
        await using var runtime = new TestRuntime(_ => { });

        await runtime.RunAsync(TestDelivery.Of("celery.map", "[]", $$"""{"task": {{Add}}, "it": [1]}"""));

        var meta = await runtime.App.Backend.GetAsync("task-id", CancellationToken.None);
        Assert.Equal("NotRegistered('t.add')", meta!.Error!.ToString());
    }

    [Fact]
    public async Task Handle_IsStoredAsPythonDoes_WhenATaskReturnsOne()
    {
        await using var runtime = new TestRuntime(worker =>
            worker.MapTask("t.send", async (TaskContext task) => await task.App.SendTaskAsync("t.child", options: new() { TaskId = "child" })));

        var context = await runtime.RunAsync(TestDelivery.Of("t.send"));

        Assert.Equal("""[["child", null], null]""", Encoding.UTF8.GetString(context.Result.Json.Span));
    }
}
