using System.Globalization;
using Interop.Testing;

namespace Interop.Python.Tests.Faults;

/// <summary>
/// A fleet of both languages on one queue, whose workers are killed and whose broker is restarted: nothing is lost, and nothing is
/// repeated but what was out then. <c>INTEROP_LEDGER_TASKS</c> says how many tasks; default 3000.
/// </summary>
[Trait(Capabilities.Trait, Capabilities.Fleet)]
public abstract class LedgerSuite(Func<Task<FaultBroker>> start) : FaultTests(start)
{
    private static int Tasks => int.Parse(
        Environment.GetEnvironmentVariable("INTEROP_LEDGER_TASKS") is { Length: > 0 } asked ? asked : "3000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task NoTaskIsLost_AndNoneRepeated_ExceptByDeaths()
    {
        const int Seed = 1;
        var chance = new Random(Seed);
        var rounds = Math.Max(6, Tasks / 1000);
        var portion = Tasks / rounds;
        using var ledger = new Ledger();
        await using var fleet = new LedgerFleet(Broker, Queue, ledger, Cancellation);
        await fleet.StartAsync();

        for (var (round, deaths) = (0, 0); round < rounds; round++)
        {
            await fleet.SendAsync(portion);
            await EndedAsync(ledger, fleet.Sent - chance.Next(portion / 2, portion));
            if (round == rounds / 3 || round == 2 * rounds / 3)
            {
                await fleet.RestartBrokerAsync();
            }
            else
            {
                await fleet.ReplaceAsync(LedgerFleet.Names[deaths++ % LedgerFleet.Names.Count]);
            }
        }

        await EndedAsync(ledger, fleet.Sent);
        await Eventually.GetAsync(() => Broker.LeftAsync(Queue), left => left == 0, Deadline, "an empty broker", Cancellation);
        await fleet.StopAsync();
        ledger.Refresh();

        Assert.Equal(0, await Broker.LeftAsync(Queue));
        Assert.Empty(Enumerable.Range(0, fleet.Sent).Except(ledger.Ended));
        var unexplained = ledger.Unexplained();
        Assert.True(unexplained.Count == 0, $"{unexplained.Count} tasks were repeated:\n{string.Join('\n', unexplained.Take(10))}");
        Assert.Equal(
            ["csharp-async", "csharp-processes", "python-1", "python-2"],
            ledger.Runs.Select(run => run.Worker[..run.Worker.LastIndexOf('-')]).Distinct().Order(StringComparer.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{fleet.Sent} tasks, {ledger.Blows} blows, {ledger.Runs.Count()} runs; by "
            + string.Join(", ", ledger.Runs.GroupBy(run => run.Worker).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}")));
    }

    private static Task EndedAsync(Ledger ledger, int count) => Eventually.GetAsync(
        () =>
        {
            ledger.Refresh();
            return ledger.Ended.Count;
        },
        ended => ended >= count, Deadline, $"{count} tasks to have run", Cancellation);
}
