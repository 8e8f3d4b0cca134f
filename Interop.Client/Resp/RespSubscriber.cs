using Microsoft.Extensions.Logging;

namespace Interop.Client.Resp;

/// <summary>One connection that carries all subscriptions; a channel is subscribed to once, however many handlers it has.</summary>
internal sealed class RespSubscriber : IAsyncDisposable
{
    public RespSubscriber(RespOptions options, TimeProvider time, ILogger logger, Random jitter)
    {
    }

    /// <summary>
    /// Completes when the server has confirmed. <paramref name="onMessage"/> runs on the reading thread and must not
    /// wait. <paramref name="onGap"/> runs after the connection was lost and the channel is subscribed to again:
    /// messages may have been missed. Dispose the result to leave; it completes when the server has confirmed that.
    /// </summary>
    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<RespMessage> onMessage, Action? onGap, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>As <see cref="SubscribeAsync"/>, for all channels that match a glob pattern.</summary>
    public ValueTask<IAsyncDisposable> SubscribePatternAsync(
        string pattern, Action<RespMessage> onMessage, Action? onGap, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
