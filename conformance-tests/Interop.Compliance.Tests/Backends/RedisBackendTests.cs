using Interop.Client;
using Interop.Client.Backends;
using Interop.Client.Backends.Redis;
using Interop.Client.Backends.Rpc;
using Interop.Client.Brokers.Redis;
using Interop.Client.Configuration;

namespace Interop.Compliance.Tests.Backends;

public sealed class RedisBackendTests(RedisFixture redis) : BackendCompliance, IClassFixture<RedisFixture>
{
    protected override Task<IResultBackend> CreateAsync() => Task.FromResult<IResultBackend>(
        new RedisResultBackend(Contexts.With(new CeleryOptions()), BrokerUrl.ParseAll(redis.Server.Url)[0]));
}

/// <summary>Chords kept as lists, as in Celery before 5.0.</summary>
public sealed class RedisUnorderedBackendTests(RedisFixture redis) : BackendCompliance, IClassFixture<RedisFixture>
{
    protected override bool KeepsOrder => false;

    protected override Task<IResultBackend> CreateAsync() => Task.FromResult<IResultBackend>(new RedisResultBackend(
        Contexts.With(new CeleryOptions
        {
            ResultBackendTransportOptions = new(new Dictionary<string, string> { ["result_chord_ordered"] = "false" }),
        }),
        BrokerUrl.ParseAll(redis.Server.Url)[0]));
}

/// <summary>Result messages over a Redis broker.</summary>
public sealed class RedisRpcBackendTests(RedisFixture redis) : BackendCompliance, IClassFixture<RedisFixture>
{
    private readonly ClientContext _context = Contexts.With(new CeleryOptions());
    private RedisTransport? _broker;

    protected override bool IsStore => false;

    protected override Task<IResultBackend> CreateAsync()
    {
        _broker = new RedisTransport(_context, BrokerUrl.ParseAll(redis.Server.Url));
        return Task.FromResult<IResultBackend>(new RpcResultBackend(_context, _broker));
    }

    protected override ResultRoute RouteFor(string taskId) => new(_context.Oid, taskId);

    protected override async Task CleanUpAsync() => await _broker!.DisposeAsync();
}
