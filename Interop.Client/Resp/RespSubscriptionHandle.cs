namespace Interop.Client.Resp;

/// <summary>One handler of one subscription; disposing it leaves.</summary>
internal sealed class RespSubscriptionHandle(
    RespSubscriber owner, RespSubscription subscription, Action<RespMessage> onMessage, Action? onGap) : IAsyncDisposable
{
    private int _isDisposed;

    public RespSubscription Subscription => subscription;

    public bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    public void OnMessage(RespMessage message) => onMessage(message);

    public void OnGap() => onGap?.Invoke();

    /// <summary>No handler call begins after this; with the last handler the channel is unsubscribed.</summary>
    public ValueTask DisposeAsync() =>
        Interlocked.Exchange(ref _isDisposed, 1) == 0 ? owner.LeaveAsync(this) : ValueTask.CompletedTask;
}
