using Microsoft.Extensions.Logging;

namespace Interop.Client.Resp;

/// <summary>Wakes up one waiter when one of some keys appears or changes, without taking anything from it.</summary>
/// <remarks>
/// The keys are read (EXISTS) on a connection with CLIENT TRACKING, so the server reports the next change of any of them,
/// once. A report may be stale or caused by a change that is of no interest: the waiter looks for itself.
/// </remarks>
internal sealed class RespKeyWatcher : IAsyncDisposable
{
    private readonly RespClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private TaskCompletionSource<RespWakeReason>? _waiter;
    private bool _hasWarned;

    public RespKeyWatcher(RespOptions options, TimeProvider time, ILogger logger, Random jitter)
    {
        _time = time;
        _logger = logger;
        _client = new RespClient(options, time, logger, jitter, new RespConnectionHooks { OnPush = Invalidated });
        _client.OnConnected(TrackAsync);
    }

    /// <summary>
    /// Returns at once when one of the keys exists, otherwise when the server reports a change, after a reconnect, or
    /// after <paramref name="atMost"/>. One waiter at a time. Where the server refuses CLIENT TRACKING this is a poll
    /// with <paramref name="atMost"/> as its interval. Fails like any command while the server cannot be reached.
    /// </summary>
    public async ValueTask<RespWakeReason> WaitAsync(
        IReadOnlyList<string> keys, TimeSpan atMost, CancellationToken cancellationToken)
    {
        // Armed before the question is sent: a change right after the answer is then heard.
        var waiter = new TaskCompletionSource<RespWakeReason>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_waiter is not null)
            {
                throw new InvalidOperationException("Somebody waits on this watcher already; it serves one at a time.");
            }

            _waiter = waiter;
        }

        try
        {
            RespReply existing = await _client.ExecuteAsync(keys, WriteExists, cancellationToken).ConfigureAwait(false);
            if (existing.ThrowIfError().Integer > 0)
            {
                return RespWakeReason.KeyExists;
            }

            return await waiter.Task.WaitAsync(atMost, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return RespWakeReason.TimedOut;
        }
        catch (RespConnectionException e) when (e.MayHaveExecuted)
        {
            // The question was on its way when the connection went: the caller looks for itself.
            return RespWakeReason.Reconnected;
        }
        finally
        {
            lock (_gate)
            {
                _waiter = null;
            }
        }
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private static void WriteExists(RespCommandWriter writer, IReadOnlyList<string> keys)
    {
        writer.Command("EXISTS"u8, keys.Count);
        foreach (string key in keys)
        {
            writer.Bulk(key);
        }
    }

    private async ValueTask TrackAsync(IRespExecutor connection, CancellationToken cancellationToken)
    {
        RespReply[] replies = await connection.ExecuteBatchAsync(
            0,
            static (writer, _) =>
            {
                writer.Command("HELLO"u8, 1);
                writer.Bulk(3);
                writer.Command("CLIENT"u8, 2);
                writer.Bulk("TRACKING"u8);
                writer.Bulk("ON"u8);
            },
            cancellationToken).ConfigureAwait(false);
        int refused = Array.FindIndex(replies, reply => reply.IsError);
        if (refused >= 0 && !_hasWarned)
        {
            _hasWarned = true;
            RespLog.TrackingRefused(_logger, replies[refused].Text);
        }

        if (_client.Generation > 0)
        {
            Wake(RespWakeReason.Reconnected);
        }
    }

    private void Invalidated(RespReply push)
    {
        // The keys (or null, for a flush) do not matter: only what the waiter asked for is tracked.
        if (push.Items is [var kind, ..] && kind.Is("invalidate"u8))
        {
            Wake(RespWakeReason.KeyChanged);
        }
    }

    private void Wake(RespWakeReason reason)
    {
        lock (_gate)
        {
            _waiter?.TrySetResult(reason);
        }
    }
}
