using Interop.Testing.Servers;

namespace Interop.Python.Tests.Control;

/// <summary>The fleet with more workers on Redis.</summary>
public sealed class RedisPoolFleet : PoolFleet
{
    protected override Task<string> BrokerUrlAsync() => Task.FromResult(Redis.Url);
}

/// <summary>The fleet with more workers on RabbitMQ.</summary>
public sealed class RabbitMqPoolFleet : PoolFleet
{
    protected override async Task<string> BrokerUrlAsync() => (await RabbitMqServer.SharedAsync()).Url;
}
