using Interop.Testing.Servers;

namespace Interop.Client.Tests.Redis;

/// <summary>A server for the tests of one class; it keeps its data over a restart.</summary>
public sealed class RedisServerFixture : IAsyncLifetime
{
    public RedisServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "no");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
