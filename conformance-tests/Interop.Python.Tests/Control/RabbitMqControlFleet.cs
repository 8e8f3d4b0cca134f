using Interop.Testing.Servers;

namespace Interop.Python.Tests.Control;

/// <summary>The fleet on RabbitMQ.</summary>
public sealed class RabbitMqControlFleet : ControlFleet
{
    protected override async Task<string> BrokerUrlAsync() => (await RabbitMqServer.SharedAsync()).Url;
}
