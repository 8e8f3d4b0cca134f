using Interop.Client.Results;
using Interop.Worker.Testing;

namespace Interop.Worker.Tests;

public sealed class EndToEndTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Worker_RunsATaskAndStoresItsResult()
    {
        await using var host = await CeleryTestHost.StartAsync(
            worker => worker.MapTask("tasks.add", (int x, int y) => x + y), cancellationToken: TestContext.Current.CancellationToken);

        var result = await host.App.SendTaskAsync<int>("tasks.add", [2, 3]);

        Assert.Equal(5, await result.GetAsync().WaitAsync(Limit));
    }

    [Fact]
    public async Task Worker_StoresTheFailureOfATask()
    {
        await using var host = await CeleryTestHost.StartAsync(
            worker => worker.MapTask("tasks.fail", (string why) => { throw new ArgumentException(why); }));

        var result = await host.App.SendTaskAsync("tasks.fail", ["bad"]);

        var thrown = await Assert.ThrowsAsync<TaskFailedException>(() => result.GetAsync<object?>().WaitAsync(Limit));
        Assert.Equal("ValueError", thrown.Error.Type);
        Assert.Equal("bad", thrown.Error.Message);
    }

    [Fact]
    public async Task Worker_RunsATaskWithAnEta_WhenItsTimeHasCome()
    {
        await using var host = await CeleryTestHost.StartAsync(worker => worker.MapTask("tasks.add", (int x, int y) => x + y));

        var result = await host.App.SendTaskAsync<int>(
            "tasks.add", [2, 3], options: new() { Countdown = TimeSpan.FromHours(1) });
        host.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(5, await result.GetAsync().WaitAsync(Limit));
    }
}
