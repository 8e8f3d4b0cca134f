using FsCheck;
using FsCheck.Fluent;
using Interop.Client.Brokers.RabbitMq;

namespace Interop.Client.Tests.RabbitMq;

public sealed class DelayedDeliveryTests
{
    [Theory]
    [InlineData(1, "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.qq")]
    [InlineData(5, "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.1.qq")]
    [InlineData(DelayedDelivery.LongestSeconds, "1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.qq")]
    public void RoutingKey_IsThatOfKombu(long seconds, string expected) =>
        Assert.Equal(expected, DelayedDelivery.RoutingKey(seconds, "qq"));

    [Fact]
    public void OriginalRoutingKey_UndoesRoutingKey() => Prop.ForAll<uint, NonEmptyString>((seconds, key) =>
        DelayedDelivery.OriginalRoutingKey(DelayedDelivery.RoutingKey(1 + seconds % DelayedDelivery.LongestSeconds, key.Get)) == key.Get)
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("billing.month")]
    [InlineData("0.1.0")]
    [InlineData("2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.qq")]
    [InlineData("0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.")]
    public void OriginalRoutingKey_LeavesOtherKeysAlone(string key) => Assert.Equal(key, DelayedDelivery.OriginalRoutingKey(key));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(DelayedDelivery.LongestSeconds + 1)]
    public void RoutingKey_RefusesWhatHasNoDigits(long seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DelayedDelivery.RoutingKey(seconds, "qq"));
}
