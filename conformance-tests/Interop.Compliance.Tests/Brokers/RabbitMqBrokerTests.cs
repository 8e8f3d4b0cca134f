using Interop.Client.Brokers;
using Interop.Client.Brokers.RabbitMq;
using Interop.Client.Configuration;
using Interop.Testing.Servers;

namespace Interop.Compliance.Tests.Brokers;

public sealed class RabbitMqBrokerTests : BrokerCompliance
{
    protected override async Task<IBrokerTransport> CreateAsync()
    {
        var url = (await RabbitMqServer.SharedAsync()).Url;
        return new RabbitMqTransport(Contexts.With(new CeleryOptions()), BrokerUrl.ParseAll(url));
    }
}
