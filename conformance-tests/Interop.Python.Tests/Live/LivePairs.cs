using Interop.Protocol;
using Interop.Python.Tests.Live;
using Interop.Testing.Python;
using Interop.Testing.Servers;

[assembly: AssemblyFixture(typeof(LivePairs))]

namespace Interop.Python.Tests.Live;

/// <summary>The pairs of workers, each started by the first test that needs it and shared by all others.</summary>
public sealed class LivePairs : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PairKind, Task<LivePair>> _pairs = [];
    private Task<RedisServer>? _redis;

    /// <summary>The pair of workers on a broker and a backend.</summary>
    /// <exception cref="InvalidOperationException">A server or Celery is not installed (a skip unless CI=true).</exception>
    public Task<LivePair> GetAsync(PairKind kind)
    {
        lock (_lock)
        {
            if (!_pairs.TryGetValue(kind, out var pair))
            {
                _pairs[kind] = pair = Task.Run(async () => await LivePair.StartAsync(await SetupAsync(kind)));
            }

            return pair;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pair in _pairs.Values.Where(pair => pair.IsCompletedSuccessfully))
        {
            await (await pair).DisposeAsync();
        }

        if (_redis is { IsCompletedSuccessfully: true })
        {
            await (await _redis).DisposeAsync();
        }
    }

    private async Task<PairSetup> SetupAsync(PairKind kind)
    {
        // What we write is what a member of that release would write, but in the fleets that are mixed on purpose.
        var same = (await InstalledCelery.GetAsync()).Release;
        return kind switch
        {
            PairKind.RedisWithRedis => new(kind, await RedisUrlAsync(0), await RedisUrlAsync(1), same),
            PairKind.RabbitMqWithRedis => new(kind, await RabbitMqUrlAsync(), await RedisUrlAsync(2), same),
            PairKind.RabbitMqWithRpc => new(kind, await RabbitMqUrlAsync(), "rpc://", same),
            PairKind.RedisWithRpc => new(kind, await RedisUrlAsync(3), "rpc://", same),
            PairKind.RedisAsOldest => new(kind, await RedisUrlAsync(4), await RedisUrlAsync(5), CeleryRelease.V50),
            PairKind.RedisAsNewest => new(kind, await RedisUrlAsync(6), await RedisUrlAsync(7), CeleryRelease.V56),
            _ => PairSetup.Files(same),
        };
    }

    private static async Task<string> RabbitMqUrlAsync() => (await RabbitMqServer.SharedAsync()).Url;

    private async Task<string> RedisUrlAsync(int database)
    {
        Task<RedisServer> redis;
        lock (_lock)
        {
            redis = _redis ??= Task.Run(() => RedisServer.StartAsync());
        }

        return $"redis://127.0.0.1:{(await redis).Port}/{database}";
    }
}
