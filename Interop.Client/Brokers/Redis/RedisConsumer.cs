using System.Threading.Channels;
using Interop.Client.Resp;
using Interop.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Brokers.Redis;

/// <summary>Takes messages in batches, each batch moved from its queue into kombu's books in one step, and looks after them until they
/// are settled. Sleeps on <see cref="RespKeyWatcher"/> while the queues are empty.</summary>
/// <remarks>kombu: <c>QoS</c> and <c>Channel</c> in <c>kombu/transport/redis.py</c>. Decisions: <c>docs/adr/0003-redis-books.md</c>.</remarks>
internal sealed class RedisConsumer : IBrokerConsumer
{
    private const int DeliveryBuffer = 4096;
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TroublePause = TimeSpan.FromMilliseconds(200);

    private readonly RedisSession _session;
    private readonly RedisQueueCycle _cycle;
    private readonly bool _noAck;
    private readonly bool _hasBooks;
    private readonly RespKeyWatcher _watcher;
    private readonly RedisFetcher _fetcher;
    private readonly RedisSettler _settler;
    private readonly RedisReturns _returns;
    private readonly RedisScoreClock _scores;
    private readonly Channel<Delivery> _deliveries = Channel.CreateBounded<Delivery>(DeliveryBuffer);
    private readonly Lock _gate = new();
    private readonly RedisUnsettled _unsettled = new();
    private readonly RedisPrefetchGate _prefetch;
    private readonly RedisSignal _slots = new();
    private readonly ITimer _patience;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _abandoning;
    private readonly IAsyncDisposable? _broadcasts;
    private Task _fetching = Task.CompletedTask;
    private Task _upkeep = Task.CompletedTask;
    private int _isDisposed;

    /// <param name="session">What the transport shares.</param>
    /// <param name="options">What to consume.</param>
    /// <param name="queues">The queues that are lists; those of fanout exchanges are subscriptions.</param>
    /// <param name="broadcasts">The subscriptions, left at the end.</param>
    public RedisConsumer(
        RedisSession session, ConsumerOptions options, IReadOnlyList<string> queues, IAsyncDisposable? broadcasts)
    {
        _session = session;
        _noAck = options.NoAck;
        _hasBooks = !options.NoAck && session.Settings.AckEmulation;
        _broadcasts = broadcasts;
        _cycle = new RedisQueueCycle(queues, session.Settings.QueueOrder, session.Names);
        _prefetch = new RedisPrefetchGate(session.Time, options.Prefetch);
        _scores = new RedisScoreClock(session.Time, session.Settings.VisibilityTimeout);
        _abandoning = new CancellationTokenSource(Timeout.InfiniteTimeSpan, session.Time);
        _watcher = session.CreateWatcher();
        _fetcher = new RedisFetcher(session, _cycle, _scores, _hasBooks, keepsEnvelope: !_hasBooks && !_noAck);
        _returns = new RedisReturns(session);
        _settler = new RedisSettler(session.Client, session.Names, session.Time, session.Logger);
        _patience = session.Time.CreateTimer(
            static state => ((RedisConsumer)state!)._slots.Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ChannelReader<Delivery> Deliveries => _deliveries.Reader;

    public void SetPrefetch(int count)
    {
        lock (_gate)
        {
            _prefetch.Prefetch = count;
        }

        _slots.Set();
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _isDisposed) == 0 ? StopFetchingAsync(cancellationToken) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        // 1. Take no more. 2. What is not settled by now cannot be settled any more. 3. Tell Redis what was. 4. Give back the rest.
        _abandoning.CancelAfter(CloseLimit);
        await StopFetchingAsync(CancellationToken.None).ConfigureAwait(false);
        List<RedisDelivery> held = TakeAll();
        await _settler.DisposeAsync().ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        await _upkeep.ConfigureAwait(false);
        await _returns.GiveBackAsync(held).ConfigureAwait(false);
        if (_broadcasts is not null)
        {
            await _broadcasts.DisposeAsync().ConfigureAwait(false);
        }

        await _watcher.DisposeAsync().ConfigureAwait(false);
        await _patience.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
        _closing.Dispose();
        _abandoning.Dispose();
    }

    internal void Start()
    {
        if (_cycle.Count > 0)
        {
            _fetching = Task.Run(FetchLoopAsync, CancellationToken.None);
            _upkeep = _hasBooks ? Task.Run(() => UpkeepAsync(_closing.Token), CancellationToken.None) : Task.CompletedTask;
        }
    }

    /// <summary>A message of a fanout exchange; false when nobody reads and the buffer is full.</summary>
    internal bool TryDeliver(WireMessage message, string queue) =>
        _deliveries.Writer.TryWrite(new RedisDelivery(this, message, queue, default, 0, null));

    internal ValueTask SettleAsync(RedisDelivery delivery, Settlement settlement, CancellationToken cancellationToken)
    {
        bool isOurs;
        bool wakes;
        lock (_gate)
        {
            isOurs = _unsettled.Remove(delivery);
            wakes = isOurs && _prefetch.ShouldWake(_unsettled.Count);
        }

        if (wakes)
        {
            _slots.Set();
        }

        if (!isOurs || delivery.IsStale)
        {
            if (!delivery.BookKey.IsNone)
            {
                RedisLog.TooLate(_session.Logger, settlement, delivery.Message.Properties.DeliveryTag ?? "", delivery.Queue);
            }

            return default;
        }

        return settlement == Settlement.Requeue ? _returns.RequeueAsync(delivery, cancellationToken)
            : delivery.BookKey.IsNone ? default
            : _settler.SettleAsync(delivery);
    }

    private Task UpkeepAsync(CancellationToken cancellationToken)
    {
        var leases = new RedisLeases(
            _session.Client, _session.Names, _session.Settings.VisibilityTimeout, _scores, _session.Time, _session.Logger);
        var restorer = new RedisRestorer(
            _session.Client, _session.Names, _session.Settings, _session.Books, _session.Time, _session.Logger);
        return Task.WhenAll(leases.RunAsync(Held, cancellationToken), restorer.RunAsync(Held, cancellationToken));
    }

    private List<RedisDelivery> Held()
    {
        lock (_gate)
        {
            return _unsettled.ToList();
        }
    }

    private async Task StopFetchingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _slots.Set();
        await _fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        _deliveries.Writer.TryComplete();
    }

    private List<RedisDelivery> TakeAll()
    {
        lock (_gate)
        {
            List<RedisDelivery> all = _unsettled.ToList();
            all.ForEach(delivery => _unsettled.Remove(delivery));
            return all;
        }
    }

    // A catch-all: whatever goes wrong, the messages are in their queue or in the books, and the loop goes on.
    private async Task FetchLoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                int wanted = await AskGateAsync().ConfigureAwait(false);
                if (wanted > 0 && await FetchAsync(wanted).ConfigureAwait(false) && !_stopping.IsCancellationRequested)
                {
                    await _watcher.WaitAsync(_cycle.AllKeys, _session.Settings.PollingInterval, _stopping.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                RedisLog.Troubled(_session.Logger, "taking messages", e.Message);
                await Task.WhenAny(Task.Delay(TroublePause, _session.Time, _stopping.Token)).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<int> AskGateAsync()
    {
        int wanted;
        TimeSpan? patience;
        lock (_gate)
        {
            wanted = _prefetch.Ask(_unsettled.Count, out patience);
        }

        if (wanted == 0)
        {
            _patience.Change(patience ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await _slots.WaitAsync().ConfigureAwait(false);
        }

        return wanted;
    }

    private async ValueTask<bool> FetchAsync(int wanted)
    {
        RedisFetchResult fetched = await _fetcher.FetchAsync(this, wanted, _abandoning.Token).ConfigureAwait(false);
        if (!_noAck)
        {
            lock (_gate)
            {
                fetched.Deliveries.ForEach(_unsettled.Add);
            }
        }

        foreach (RedisDelivery delivery in fetched.Deliveries)
        {
            if (!_deliveries.Writer.TryWrite(delivery))
            {
                await _deliveries.Writer.WriteAsync(delivery, _stopping.Token).ConfigureAwait(false);
            }
        }

        return fetched.IsEmptied;
    }
}
