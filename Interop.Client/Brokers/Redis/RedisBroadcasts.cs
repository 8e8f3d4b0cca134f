using Interop.Client.Resp;

namespace Interop.Client.Brokers.Redis;

/// <summary>The connection that carries all subscriptions of a transport; opened by the first.</summary>
internal sealed class RedisBroadcasts(RedisSession session) : IAsyncDisposable
{
    private readonly Lazy<RespSubscriber> _subscriber = new(session.CreateSubscriber);

    public RedisSession Session => session;

    public RespSubscriber Subscriber => _subscriber.Value;

    public ValueTask DisposeAsync() => _subscriber.IsValueCreated ? _subscriber.Value.DisposeAsync() : default;
}
