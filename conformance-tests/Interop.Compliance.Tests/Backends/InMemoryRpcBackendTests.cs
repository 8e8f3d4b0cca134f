using Interop.Client;
using Interop.Client.Backends;
using Interop.Client.Backends.Rpc;
using Interop.Client.Brokers.InMemory;
using Interop.Client.Configuration;

namespace Interop.Compliance.Tests.Backends;

public sealed class InMemoryRpcBackendTests : BackendCompliance
{
    private readonly ClientContext _context = Contexts.With(new CeleryOptions());
    private InMemoryTransport? _broker;

    protected override bool IsStore => false;

    protected override Task<IResultBackend> CreateAsync()
    {
        _broker = new InMemoryTransport(_context, []);
        return Task.FromResult<IResultBackend>(new RpcResultBackend(_context, _broker));
    }

    protected override ResultRoute RouteFor(string taskId) => new(_context.Oid, taskId);

    protected override async Task CleanUpAsync() => await _broker!.DisposeAsync();
}
