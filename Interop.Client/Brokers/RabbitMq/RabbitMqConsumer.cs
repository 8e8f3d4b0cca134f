using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Consumes over one channel at a time; when that is lost, or the broker cancels, it declares and consumes anew.</summary>
internal sealed class RabbitMqConsumer : IBrokerConsumer
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly ClientContext _context;
    private readonly RabbitMqLink _link;
    private readonly ConsumerOptions _options;
    private readonly ILogger _logger;
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
    private readonly Channel<bool> _prefetchChanged = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private RabbitMqSession _session = null!;
    private Task _running = Task.CompletedTask;
    private Task<bool>? _prefetchRead;
    private volatile int _prefetch;
    private long _opened;
    private int _failures;
    private int _disposed;

    private RabbitMqConsumer(ClientContext context, RabbitMqLink link, ConsumerOptions options)
    {
        _context = context;
        _link = link;
        _options = options;
        _prefetch = options.Prefetch;
        _logger = context.Loggers.CreateLogger<RabbitMqConsumer>();
    }

    private string Names => string.Join(", ", _options.Queues.Select(queue => queue.Name));

    public ChannelReader<Delivery> Deliveries => _deliveries.Reader;

    /// <summary>The channel in use.</summary>
    internal RabbitMqSession Session => _session;

    public static async Task<RabbitMqConsumer> StartAsync(
        ClientContext context, RabbitMqLink link, ConsumerOptions options, CancellationToken cancellationToken)
    {
        var consumer = new RabbitMqConsumer(context, link, options);
        while (await consumer.TryOpenAsync(cancellationToken).ConfigureAwait(false) is { } lost)
        {
            await consumer.PauseAsync(lost, cancellationToken).ConfigureAwait(false);
        }

        consumer._running = consumer.RunAsync();
        return consumer;
    }

    public void SetPrefetch(int count)
    {
        _prefetch = count;
        _prefetchChanged.Writer.TryWrite(true);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            await _session.CloseAsync().ConfigureAwait(false);
            _stopping.Dispose();
        }
    }

    private async Task RunAsync()
    {
        var token = _stopping.Token;
        try
        {
            while (!token.IsCancellationRequested)
            {
                var reason = await WatchAsync(_session, token).ConfigureAwait(false);
                if (token.IsCancellationRequested)
                {
                    break;
                }

                RabbitMqLog.ConsumerLost(_logger, Names, reason);
                await _session.CloseAsync().ConfigureAwait(false);
                if (_context.Time.GetElapsedTime(_opened) < LongestPause)
                {
                    await PauseAsync(reason, token).ConfigureAwait(false);
                }
                else
                {
                    _failures = 0;
                }

                await ReopenAsync(token).ConfigureAwait(false);
            }

            await CancelAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is ObjectDisposedException || (e is OperationCanceledException && token.IsCancellationRequested))
        {
            RabbitMqLog.ConsumerStopped(_logger, Names);
        }
        catch (Exception e)
        {
            RabbitMqLog.ConsumerFailed(_logger, e, Names);
            _deliveries.Writer.TryComplete(e);
        }
        finally
        {
            _deliveries.Writer.TryComplete();
        }
    }

    /// <summary>Sees to a session until it is lost (returns why) or the consumer stops.</summary>
    private async Task<string> WatchAsync(RabbitMqSession session, CancellationToken cancellationToken)
    {
        var next = session.Events.ReadAsync(cancellationToken).AsTask();
        // Kept over sessions: an abandoned read would swallow the next change.
        var prefetch = _prefetchRead ??= _prefetchChanged.Reader.ReadAsync(cancellationToken).AsTask();
        while (true)
        {
            var done = await Task.WhenAny(next, prefetch).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                return "stopping";
            }

            try
            {
                if (ReferenceEquals(done, prefetch))
                {
                    prefetch = _prefetchRead = _prefetchChanged.Reader.ReadAsync(cancellationToken).AsTask();
                    await session.SetPrefetchAsync(_prefetch, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                var happened = await next.ConfigureAwait(false);
                if (happened.Closed is { } reason)
                {
                    if (happened.AckTimeout is { } limit)
                    {
                        RabbitMqLog.AckTimedOut(_logger, Names, limit.TotalSeconds);
                    }

                    return reason;
                }

                RabbitMqLog.ConsumerCancelled(_logger, happened.Cancelled!.Name);
                await session.ConsumeAsync(happened.Cancelled!, cancellationToken).ConfigureAwait(false);
                next = session.Events.ReadAsync(cancellationToken).AsTask();
            }
            catch (Exception e) when (RabbitMqFailure.IsLoss(e))
            {
                return RabbitMqFailure.Reason(e);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The client library gave up waiting, and what comes later would be taken for another answer.
                return "the broker did not answer in time";
            }
        }
    }

    private async Task ReopenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            string lost;
            try
            {
                if (await TryOpenAsync(cancellationToken).ConfigureAwait(false) is not { } reason)
                {
                    RabbitMqLog.ConsumerResumed(_logger, Names);
                    return;
                }

                lost = reason;
            }
            catch (BrokerException e) when (!cancellationToken.IsCancellationRequested)
            {
                lost = e.Message.TrimEnd('.');
            }
            catch (BrokerException)
            {
                throw new OperationCanceledException(cancellationToken);
            }

            await PauseAsync(lost, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens the next session; the reason when it was lost on the way.</summary>
    private async Task<string?> TryOpenAsync(CancellationToken cancellationToken)
    {
        var connection = await _link.GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _session = await RabbitMqSession.OpenAsync(connection, _options, _prefetch, _deliveries.Writer, _context.Time, _logger, cancellationToken)
                .ConfigureAwait(false);
            _opened = _context.Time.GetTimestamp();
            return null;
        }
        catch (OperationInterruptedException e) when (connection.IsOpen)
        {
            throw RabbitMqTopology.Refused(
                string.Join("; ", _options.Queues.Select(queue => $"queue '{queue.Name}' ({RabbitMqDeclarer.Describe(queue)})")),
                _link.DisplayUrl, e);
        }
        catch (Exception e) when (RabbitMqFailure.IsLoss(e))
        {
            return RabbitMqFailure.Reason(e);
        }
    }

    private async Task PauseAsync(string reason, CancellationToken cancellationToken)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(_failures++, 10));
        pause = (pause < LongestPause ? pause : LongestPause) * (1 + (_context.Chance.NextDouble() / 4));
        RabbitMqLog.ConsumerWaits(_logger, Names, reason, pause.TotalSeconds);
        await Task.Delay(pause, _context.Time, cancellationToken).ConfigureAwait(false);
    }

    private async Task CancelAsync()
    {
        using var limit = new CancellationTokenSource(StopTimeout, _context.Time);
        try
        {
            await _session.CancelAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (RabbitMqFailure.IsLoss(e) || e is OperationCanceledException)
        {
            var reason = RabbitMqFailure.Reason(e);
            RabbitMqLog.CancelFailed(_logger, Names, reason);
        }
    }
}
