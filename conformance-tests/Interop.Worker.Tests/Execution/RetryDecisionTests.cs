using FsCheck;
using FsCheck.Fluent;
using Interop.Worker.Execution;

namespace Interop.Worker.Tests.Execution;

public sealed class RetryDecisionTests
{
    private static readonly TimeSpan Maximum = TimeSpan.FromSeconds(600);

    [Theory]
    [InlineData(0, 3, false)]
    [InlineData(2, 3, false)]
    [InlineData(3, 3, true)]
    [InlineData(0, 0, true)]
    [InlineData(int.MaxValue, null, false)]
    [InlineData(int.MaxValue, int.MaxValue, true)]
    public void IsExhausted_CountsTheNextRun(int retries, int? maxRetries, bool expected) =>
        Assert.Equal(expected, RetryDecision.IsExhausted(retries, maxRetries));

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 4, 16)]
    [InlineData(3, 2, 12)]
    [InlineData(2.9, 1, 4)]
    [InlineData(0.5, 3, 8)]
    [InlineData(1, 10, 600)]
    [InlineData(1, 5000, 600)]
    public void Backoff_DoublesUpToTheMaximum(double factor, int retries, double seconds) =>
        Assert.Equal(seconds, RetryDecision.Backoff(factor, retries, Maximum, chance: null).TotalSeconds);

    [Fact]
    public void Backoff_WithJitter_IsAWholeNumberUpToTheOneWithout() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1, 50).Three().Select(x => (Factor: x.Item1, Retries: x.Item2, Seed: x.Item3)).ToArbitrary(),
        x =>
        {
            var without = RetryDecision.Backoff(x.Factor, x.Retries, Maximum, chance: null).TotalSeconds;
            var with = RetryDecision.Backoff(x.Factor, x.Retries, Maximum, new Dice(x.Seed)).TotalSeconds;
            return with >= 0 && with <= without && Math.Truncate(with) == with;
        }));

    [Fact]
    public void Backoff_WithJitter_ReachesBothEnds()
    {
        var dice = new Dice(7);
        var seen = Enumerable.Range(0, 500).Select(_ => RetryDecision.Backoff(2, 1, Maximum, dice).TotalSeconds).ToHashSet();

        Assert.Equal([0, 1, 2, 3, 4], seen.Order());
    }

    [Fact]
    public void Describe_PrintsAsPythonDoes()
    {
        Assert.Equal("Retry in 180s", RetryDecision.Describe(TimeSpan.FromSeconds(180), "", null));
        Assert.Equal("Retry in 1.5s: KeyError('k')", RetryDecision.Describe(TimeSpan.FromSeconds(1.5), "", "KeyError('k')"));
        Assert.Equal("Retry at 2026-01-02", RetryDecision.Describe(null, "2026-01-02", null));
    }

    /// <summary>Repeatable chance; its only use of Random is as a base class.</summary>
    private sealed class Dice(int seed) : Random(seed);
}
