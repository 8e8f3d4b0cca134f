using System.Globalization;
using Interop.Client.Configuration;
using Interop.Client.Resp;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Brokers.Redis;

/// <summary>What transport and consumers share: one pipelined connection, the names of the keys, the books.</summary>
internal sealed class RedisSession : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly RespOptions _resp;
    private readonly Random _chance;
    private readonly ILogger _respLogger;

    /// <exception cref="FormatException">A URL or an option cannot be used.</exception>
    public RedisSession(ClientContext context, IReadOnlyList<BrokerUrl> urls)
    {
        CeleryOptions options = context.Options;
        _resp = RedisAddress.ToRespOptions(
            urls, options.BrokerTransportOptions, options.BrokerConnectionTimeout, options.PublishTimeout);
        _chance = context.Chance;
        _respLogger = context.Loggers.CreateLogger("Interop.Client.Redis");
        Time = context.Time;
        Logger = _respLogger;
        Patience = options.PublishTimeout;
        DisplayUrl = string.Join(';', urls);
        Settings = RedisTransportSettings.Read(urls[0], options.BrokerTransportOptions, _resp.Database);
        Names = new RedisNames(Settings);
        Router = new RedisRouter(Settings.DeadLetterQueue, Names.Keys);
        Client = new RespClient(_resp, Time, _respLogger, _chance);
        Books = new RedisBooks(Client, Names, Router, Logger);
    }

    public string DisplayUrl { get; }

    public RedisTransportSettings Settings { get; }

    public RedisNames Names { get; }

    public RedisRouter Router { get; }

    public RespClient Client { get; }

    public RedisBooks Books { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    /// <summary>How long a call without a deadline of its own goes on trying.</summary>
    public TimeSpan Patience { get; }

    public RespKeyWatcher CreateWatcher() => new(_resp, Time, _respLogger, _chance);

    public RespSubscriber CreateSubscriber() => new(_resp, Time, _respLogger, _chance);

    /// <summary>Tries until it works, the server refuses, the token ends or <see cref="Patience"/> is over. For calls that may be repeated.</summary>
    /// <exception cref="BrokerUnreachableException">No server answered in time.</exception>
    /// <exception cref="PublishRejectedException">The server refused.</exception>
    public async ValueTask<T> PersistAsync<T>(
        Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        long start = Time.GetTimestamp();
        RespException? last = null;
        while (true)
        {
            try
            {
                return await call(cancellationToken).ConfigureAwait(false);
            }
            catch (RespException e) when (e.IsTransient && Time.GetElapsedTime(start) < Patience)
            {
                last = e;
            }
            catch (RespException e)
            {
                throw Translate(e, start);
            }
            catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
            {
                ThrowIfUnreachable(last, start, e);
                throw;
            }

            await Task.WhenAny(Task.Delay(Pause, Time, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>A caller whose time is over is told why, where the reason is that there is no connection.</summary>
    public void ThrowIfUnreachable(RespException? last, long start, OperationCanceledException cause)
    {
        if ((last ?? Client.Problem) is { } problem)
        {
            throw Unreachable(problem, start, cause);
        }
    }

    public BrokerException Translate(RespException e, long start) => e switch
    {
        RespServerException { IsTransient: false } => new PublishRejectedException(
            $"The Redis server {DisplayUrl} refuses: {e.Message}", DisplayUrl, e),
        _ => Unreachable(e, start, e),
    };

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private BrokerUnreachableException Unreachable(Exception problem, long start, Exception cause)
    {
        string waited = Time.GetElapsedTime(start).TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        return new BrokerUnreachableException(
            $"The broker {DisplayUrl} could not be reached for {waited} s: {problem.Message.TrimEnd('.')}. "
            + "Is a Redis server listening there, and are user and password right?",
            DisplayUrl, cause);
    }
}
