using Interop.Testing;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Control;

/// <summary>The fleet on a RabbitMQ of its own, which may be restarted.</summary>
public sealed class RabbitMqOutageFleet : ControlFleet
{
    private readonly Once<RabbitMqServer> _server = new(() => RabbitMqServer.StartAsync());

    public Task<RabbitMqServer> ServerAsync() => _server.GetAsync();

    protected override async Task<string> BrokerUrlAsync() => (await ServerAsync()).Url;

    protected override async ValueTask StopBrokerAsync() => await (await ServerAsync()).DisposeAsync();
}
