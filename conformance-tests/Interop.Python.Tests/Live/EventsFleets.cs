using Interop.Python.Tests.Live;
using Interop.Testing.Servers;

[assembly: AssemblyFixture(typeof(EventsFleets))]

namespace Interop.Python.Tests.Live;

/// <summary>One fleet a broker, each started by the first test that needs it.</summary>
public sealed class EventsFleets : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<EventsFleet>> _fleets = new(StringComparer.Ordinal);
    private RedisServer? _redis;
    private RabbitMqServer? _rabbit;

    /// <param name="broker"><c>redis</c> or <c>amqp</c>.</param>
    public Task<EventsFleet> GetAsync(string broker)
    {
        lock (_lock)
        {
            return _fleets.TryGetValue(broker, out var fleet) ? fleet : _fleets[broker] = Task.Run(() => StartAsync(broker));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var fleet in _fleets.Values.Where(fleet => fleet.IsCompletedSuccessfully))
        {
            await (await fleet).DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        if (_rabbit is not null)
        {
            await _rabbit.DisposeAsync();
        }
    }

    // Servers of their own: events of other tests' workers would be heard too.
    private async Task<EventsFleet> StartAsync(string broker)
    {
        var url = broker == "redis"
            ? (_redis = await RedisServer.StartAsync()).Url
            : (_rabbit = await RabbitMqServer.StartAsync()).Url;
        return await EventsFleet.StartAsync(url, CancellationToken.None);
    }
}
