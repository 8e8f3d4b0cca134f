namespace Interop.Python.Tests.Control;

/// <summary>The fleet on Redis.</summary>
public sealed class RedisControlFleet : ControlFleet
{
    protected override Task<string> BrokerUrlAsync() => Task.FromResult(Redis.Url);
}
