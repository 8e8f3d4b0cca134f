using Interop.Testing;

namespace Interop.Python.Tests.Faults;

/// <summary>Workers that are asked to end while tasks run.</summary>
[Trait(Capabilities.Trait, Capabilities.Pools)]
public abstract class ShutdownSuite(Func<Task<FaultBroker>> start) : FaultTests(start)
{
    [Fact]
    public async Task RunningTasksFinish_AndTheRestGoesBack_OnSigTerm()
    {
        await SendAsync(20, "fault.hold");
        await using (var worker = await StartWorkerAsync(Options with { LogLevel = "Information" }))
        {
            await WaitUntilHeldAsync(4);
            worker.Terminate();
            // Only when the worker takes no more may the others run, or it would be free for the rest.
            await worker.WaitForLogAsync("arm shutdown", Cancellation);
            await worker.ReleaseAsync();

            Assert.Equal(0, await worker.WaitForExitAsync(Cancellation));
        }

        Assert.Equal(4, Record.Runs.Count);
        Assert.Equal(16, await Broker.LeftAsync(Queue));
        await using var second = await StartWorkerAsync();
        await second.ReleaseAsync();
        await Record.WaitForAsync(20, Cancellation);
        await AssertNothingIsLeftAsync(second, 20);
        Assert.All(Record.Runs.Values, runs => Assert.Equal(1, runs));
    }

    [Fact]
    public async Task EverythingGoesBackAtOnce_OnTheSecondSigTerm()
    {
        await SendAsync(10, "fault.hold");
        await using (var worker = await StartWorkerAsync(Options with { LogLevel = "Information" }))
        {
            await WaitUntilHeldAsync(4);
            worker.Terminate();
            await worker.WaitForLogAsync("arm shutdown", Cancellation);
            worker.Terminate();

            await worker.WaitForExitAsync(Cancellation);
        }

        Assert.Empty(Record.Runs);
        Assert.Equal(10, await Broker.LeftAsync(Queue));
        await using var second = await StartWorkerAsync();
        await second.ReleaseAsync();
        await Record.WaitForAsync(10, Cancellation);
        await AssertNothingIsLeftAsync(second, 10);
    }

    private Task WaitUntilHeldAsync(int count)
        => Eventually.GetAsync(() => Record.Lines.Count(line => line.StartsWith("held", StringComparison.Ordinal)),
            held => held == count, Deadline, $"{count} tasks to run", Cancellation);
}
