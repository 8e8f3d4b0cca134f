using Interop.Worker.Execution;
using Interop.Worker.Testing;

namespace Interop.Worker.Tests.Testing;

public sealed class TestTaskContextTests
{
    [Fact]
    public async Task Context_ServesATaskMethodByItself()
    {
        await using var test = new TestTaskContext(taskId: "my-id");

        var child = await SendChildAsync(test.Context);
        await test.Context.UpdateStateAsync("PROGRESS");

        Assert.Equal("PROGRESS", (await test.App.Result("my-id").GetStateAsync()).Name);
        Assert.NotEqual("my-id", child);
    }

    [Fact]
    public async Task Retry_GoesByTheLimit()
    {
        await using var test = new TestTaskContext(retries: 3);

        Assert.Throws<MaxRetriesExceededException>(() => test.Context.Retry());
    }

    [Fact]
    public async Task Retry_SaysWhen()
    {
        await using var test = new TestTaskContext();

        Assert.Equal(test.Time.GetUtcNow().AddSeconds(180), test.Context.Retry().When);
    }

    [Fact]
    public async Task Cancel_CancelsTheToken()
    {
        await using var test = new TestTaskContext();
        Assert.False(test.Context.CancellationToken.IsCancellationRequested);

        test.Cancel();

        Assert.True(test.Context.CancellationToken.IsCancellationRequested);
    }

    private static async Task<string> SendChildAsync(TaskContext task) => (await task.App.SendTaskAsync("t.child")).Id;
}
