using System.Collections.Concurrent;
using Interop.Client.Resp;

namespace Interop.Client.Brokers.Redis;

/// <summary>The connections that carry the subscriptions of a transport, one for each consumer, as kombu has one for each channel: the server
/// counts connections when it tells how many heard a broadcast, however many queues share one.</summary>
internal sealed class RedisBroadcasts(RedisSession session) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<RespSubscriber, byte> _open = new();

    public RedisSession Session => session;

    public RespSubscriber Open()
    {
        var subscriber = session.CreateSubscriber();
        _open.TryAdd(subscriber, 0);
        return subscriber;
    }

    public ValueTask CloseAsync(RespSubscriber subscriber) => _open.TryRemove(subscriber, out _) ? subscriber.DisposeAsync() : default;

    /// <summary>Closes what its consumers left open.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var subscriber in _open.Keys)
        {
            await CloseAsync(subscriber).ConfigureAwait(false);
        }
    }
}
