using System.Text;
using Interop.Client.Brokers.Redis;
using Interop.Client.Configuration;
using Interop.Client.Resp;
using Interop.Client.Serialization;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Backends.Redis;

/// <summary>What the parts of the Redis backend share: the connection, the keys, the patience with a server that does not
/// answer.</summary>
internal sealed class RedisResultLink : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _patience;

    /// <exception cref="FormatException">The URL or an option cannot be used.</exception>
    public RedisResultLink(ClientContext context, BrokerUrl url)
    {
        var options = context.Options;
        IReadOnlyList<BrokerUrl> urls = url.Scheme == "sentinel" && options.ResultBackend is { } all ? BrokerUrl.ParseAll(all) : [url];
        var resp = RedisAddress.ToRespOptions(
            urls, options.ResultBackendTransportOptions, options.BrokerConnectionTimeout, options.PublishTimeout);
        _logger = context.Loggers.CreateLogger("Interop.Client.Redis");
        _time = context.Time;
        _patience = options.PublishTimeout;
        Client = new RespClient(resp, _time, _logger, context.Chance);
        Subscriber = new Lazy<RespSubscriber>(() => new RespSubscriber(resp, _time, _logger, context.Chance));
        Content = context.Content;
        var prefix = GlobalPrefix(options.ResultBackendTransportOptions.Text("global_keyprefix"));
        TaskPrefix = prefix + "celery-task-meta-";
        GroupPrefix = prefix + "celery-taskset-meta-";
        Expires = options.ResultExpires is { } expires && expires > TimeSpan.Zero ? Math.Max(1, (long)expires.TotalSeconds) : 0;
        DisplayUrl = string.Join(';', urls);
    }

    /// <summary>Time before the second attempt.</summary>
    public static TimeSpan FirstPause { get; } = TimeSpan.FromMilliseconds(50);

    public RespClient Client { get; }

    public Lazy<RespSubscriber> Subscriber { get; }

    public AppContent Content { get; }

    /// <summary>What keys of tasks begin with.</summary>
    public string TaskPrefix { get; }

    /// <summary>What keys of groups begin with.</summary>
    public string GroupPrefix { get; }

    /// <summary>Seconds that records live; 0 for ever.</summary>
    public long Expires { get; }

    public string DisplayUrl { get; }

    public ILogger Logger => _logger;

    public long Now => _time.GetTimestamp();

    public static TimeSpan Longer(TimeSpan pause) => pause + pause < LongestPause ? pause + pause : LongestPause;

    /// <summary>False when the server did not know the script: it is sent whole the next time, which is at once.</summary>
    /// <exception cref="RespServerException">The server refused.</exception>
    public static bool IsDone(RespReply reply)
    {
        if (reply.IsErrorCode("NOSCRIPT"u8))
        {
            return false;
        }

        reply.ThrowIfError();
        return true;
    }

    /// <summary>Whether an attempt that failed is to be followed by another. A caller with a token waits for as long as the token lets
    /// him; one without has the default deadline.</summary>
    public bool IsWorthAnotherTry(RespException e, long start, CancellationToken cancellationToken)
    {
        if (!e.IsTransient || (cancellationToken.CanBeCanceled
            ? cancellationToken.IsCancellationRequested
            : _time.GetElapsedTime(start) >= _patience))
        {
            return false;
        }

        RedisResultLog.Retried(_logger, DisplayUrl, e.Message);
        return true;
    }

    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, _time, cancellationToken);

    /// <summary>Tries for as long as it is worth it.</summary>
    /// <param name="attempt">One attempt.</param>
    /// <param name="failed">The exception for the last failure.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    public async ValueTask<T> PersistAsync<T>(
        Func<CancellationToken, ValueTask<T>> attempt, Func<RespException, Exception> failed, CancellationToken cancellationToken)
    {
        var start = Now;
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (RespException e) when (IsWorthAnotherTry(e, start, cancellationToken))
            {
                // Another try.
            }
            catch (RespException e)
            {
                throw failed(e);
            }

            await PauseAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a script, sent whole where the server does not know it.</summary>
    public async ValueTask<RespReply> EvalAsync<TState>(
        TState state, Action<RespCommandWriter, TState> write, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reply = await Client.ExecuteAsync(state, write, cancellationToken).ConfigureAwait(false);
            if (IsDone(reply))
            {
                return reply;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Subscriber.IsValueCreated)
        {
            await Subscriber.Value.DisposeAsync().ConfigureAwait(false);
        }

        await Client.DisposeAsync().ConfigureAwait(false);
    }

    // celery 5.3: celery/backends/base.py, KeyValueStoreBackend._add_global_keyprefix.
    private static string GlobalPrefix(string? prefix) =>
        prefix is not { Length: > 0 } ? "" : prefix[^1] is ':' or '_' or '-' or '.' ? prefix : prefix + "_";
}
