using Interop.Python.Tests.Live;
using Interop.Testing.Servers;

[assembly: AssemblyFixture(typeof(SerializerPairs))]

namespace Interop.Python.Tests.Live;

/// <summary>The pairs of workers of each serializer, on one Redis, each started by the first test that needs it.</summary>
public sealed class SerializerPairs : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<SerializerPair>> _pairs = [];
    private Task<RedisServer>? _redis;

    /// <exception cref="InvalidOperationException">A server or Celery is not installed (a skip unless CI=true).</exception>
    public Task<SerializerPair> GetAsync(string serializer)
    {
        lock (_lock)
        {
            return _pairs.TryGetValue(serializer, out var pair)
                ? pair
                : _pairs[serializer] = Task.Run(async () => await SerializerPair.StartAsync(serializer, await UrlAsync()));
        }
    }

    public async Task<string> UrlAsync()
    {
        Task<RedisServer> redis;
        lock (_lock)
        {
            redis = _redis ??= Task.Run(() => RedisServer.StartAsync());
        }

        return (await redis).Url;
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
}
