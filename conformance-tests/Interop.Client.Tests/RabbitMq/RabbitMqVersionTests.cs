using System.Text;
using Interop.Client.Brokers.RabbitMq;

namespace Interop.Client.Tests.RabbitMq;

public sealed class RabbitMqVersionTests
{
    [Theory]
    [InlineData("RabbitMQ", "3.10.8", true)]
    [InlineData("RabbitMQ", "4.2.5", true)]
    [InlineData("RabbitMQ", "4.3.0", false)]
    [InlineData("RabbitMQ", "4.3.6", false)]
    [InlineData("RabbitMQ", "4.3.0-rc.1", false)]
    [InlineData("RabbitMQ", "5.0.0+12", false)]
    [InlineData("RabbitMQ", "unknown", true)]
    [InlineData("LavinMQ", "5.0.0", true)]
    public void HasGlobalPrefetch_UntilRabbitMq43(string product, string version, bool expected) =>
        Assert.Equal(expected, RabbitMqVersion.HasGlobalPrefetch(new Dictionary<string, object?>
        {
            ["product"] = Encoding.UTF8.GetBytes(product),
            ["version"] = Encoding.UTF8.GetBytes(version),
        }));

    [Fact]
    public void HasGlobalPrefetch_WhenNothingIsTold() => Assert.True(RabbitMqVersion.HasGlobalPrefetch(null));
}
