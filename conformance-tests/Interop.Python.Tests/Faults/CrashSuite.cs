namespace Interop.Python.Tests.Faults;

/// <summary>Workers that are killed, with late acknowledgement: every task runs at least once, none is lost.</summary>
public abstract class CrashSuite(Func<Task<FaultBroker>> start) : FaultTests(start)
{
    [Fact]
    public async Task Tasks_AllRun_WhenTheWorkerIsKilledWithTenThousandInFlight()
    {
        const int Count = 10_000;
        await SendAsync(Count);
        // The first worker has them all, runs 3,000, and stands still with the rest in its hands.
        var options = Options with { PrefetchMultiplier = Count / 4, VisibilityTimeout = 2 };
        await using (var first = await StartWorkerAsync(options with { HoldAfter = 3_000 }))
        {
            await Record.WaitForAsync(3_000, Cancellation);
            await first.KillAsync();
        }

        Assert.Equal(3_000, Record.Runs.Count);
        await using var second = await StartWorkerAsync(options);
        await Record.WaitForAsync(Count, Cancellation);

        await AssertNothingIsLeftToRepeatAsync(second, Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Tasks_AllRun_WhenWorkersAreKilledAgainAndAgain(int seed)
    {
        const int Count = 3_000;
        var chance = new Random(seed);
        var options = Options with { PrefetchMultiplier = 100, VisibilityTimeout = 1 };
        await SendAsync(Count);

        for (var round = 0; round < 4; round++)
        {
            var target = Math.Min(Count - 500, Record.Runs.Count + chance.Next(1, 500));
            await using var worker = await StartWorkerAsync(options);
            await Record.WaitForAsync(target, Cancellation);
            await worker.KillAsync();
        }

        await using var last = await StartWorkerAsync(options);
        await Record.WaitForAsync(Count, Cancellation);
        await AssertNothingIsLeftToRepeatAsync(last, Count);
    }
}
