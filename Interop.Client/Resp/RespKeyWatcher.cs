using Microsoft.Extensions.Logging;

namespace Interop.Client.Resp;

/// <summary>Wakes up one waiter when one of some keys appears or changes, without taking anything from it.</summary>
internal sealed class RespKeyWatcher : IAsyncDisposable
{
    public RespKeyWatcher(RespOptions options, TimeProvider time, ILogger logger, Random jitter)
    {
    }

    /// <summary>
    /// Returns at once when one of the keys exists, otherwise when the server reports a change, after a reconnect, or
    /// after <paramref name="atMost"/>. One waiter at a time. Where the server refuses CLIENT TRACKING this is a poll
    /// with <paramref name="atMost"/> as its interval.
    /// </summary>
    public ValueTask<RespWakeReason> WaitAsync(
        IReadOnlyList<string> keys, TimeSpan atMost, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
