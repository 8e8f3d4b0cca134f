using Interop.Client.Brokers;
using Interop.Client.Brokers.Redis;
using Interop.Client.Configuration;

namespace Interop.Compliance.Tests.Brokers;

public sealed class RedisBrokerTests(RedisFixture redis) : BrokerCompliance, IClassFixture<RedisFixture>
{
    protected override Task<IBrokerTransport> CreateAsync() => Task.FromResult<IBrokerTransport>(
        new RedisTransport(Contexts.With(new CeleryOptions()), BrokerUrl.ParseAll(redis.Server.Url)));
}
