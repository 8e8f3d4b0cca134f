using Interop.Client;
using Interop.Client.Backends;
using Interop.Client.Backends.Rpc;
using Interop.Client.Brokers.RabbitMq;
using Interop.Client.Configuration;
using Interop.Testing.Servers;

namespace Interop.Compliance.Tests.Backends;

public sealed class RabbitMqRpcBackendTests : BackendCompliance
{
    private readonly ClientContext _context = Contexts.With(new CeleryOptions());
    private RabbitMqTransport? _broker;

    protected override bool IsStore => false;

    protected override async Task<IResultBackend> CreateAsync()
    {
        _broker = new RabbitMqTransport(_context, BrokerUrl.ParseAll((await RabbitMqServer.SharedAsync()).Url));
        return new RpcResultBackend(_context, _broker);
    }

    protected override ResultRoute RouteFor(string taskId) => new(_context.Oid, taskId);

    protected override async Task CleanUpAsync() => await _broker!.DisposeAsync();
}
