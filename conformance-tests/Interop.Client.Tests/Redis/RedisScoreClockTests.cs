using Interop.Client.Brokers.Redis;

namespace Interop.Client.Tests.Redis;

public sealed class RedisScoreClockTests
{
    private static readonly FixedClock Now = new();

    [Theory]
    [InlineData(0.8, 0.1)]
    [InlineData(10, 1.25)]
    [InlineData(16, 2)]
    [InlineData(3600, 2)]
    public void Next_LiesAnEighthOfTheTimeoutBack_AndTwoSecondsAtMost(double timeout, double back) => Assert.Equal(
        Seconds(Now.GetUtcNow()) - back, new RedisScoreClock(Now, TimeSpan.FromSeconds(timeout)).Next(1), 6);

    [Fact]
    public void Next_NeverGivesAScoreTwice()
    {
        var clock = new RedisScoreClock(Now, TimeSpan.FromHours(1));

        double first = clock.Next(3);
        double second = clock.Next(1);

        Assert.True(second > RedisScoreClock.At(first, 2));
    }

    private static double Seconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).TotalSeconds;

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
