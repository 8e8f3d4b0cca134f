using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Interop.Client.Brokers.Virtual;

/// <summary>Consumer over a broker that is asked for one message at a time: keeps the prefetch, settles, gives back.</summary>
internal abstract class PullConsumer : IBrokerConsumer
{
    private const int DeliveryBuffer = 1024;

    private readonly Channel<Delivery> _deliveries = Channel.CreateBounded<Delivery>(DeliveryBuffer);
    private readonly ConcurrentDictionary<VirtualDelivery, bool> _unsettled = new();
    private readonly SemaphoreSlim _slotFreed = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly bool _noAck;
    private readonly string[] _queues;
    private Task _loop = Task.CompletedTask;
    private volatile int _prefetch;
    private int _next;
    private int _disposed;

    protected PullConsumer(ConsumerOptions options)
    {
        _queues = [.. options.Queues.Select(q => q.Name)];
        _noAck = options.NoAck;
        _prefetch = options.Prefetch;
    }

    public ChannelReader<Delivery> Deliveries => _deliveries.Reader;

    public void SetPrefetch(int count)
    {
        _prefetch = count;
        _slotFreed.Release();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        foreach (var delivery in _unsettled.Keys.OrderByDescending(d => d.Number))
        {
            if (_unsettled.TryRemove(delivery, out _))
            {
                await GiveBackAsync(delivery).ConfigureAwait(false);
            }
        }

        await CloseAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    internal void Start() => _loop = Task.Run(RunAsync);

    internal ValueTask SettleAsync(VirtualDelivery delivery, Settlement settlement)
    {
        if (!_unsettled.TryRemove(delivery, out _))
        {
            return default;
        }

        _slotFreed.Release();
        return CarryOutAsync(delivery, settlement);
    }

    /// <summary>Called before the queues are looked at, so that a message which comes in during the look ends the wait after it.</summary>
    protected virtual void BeginLook()
    {
    }

    /// <summary>The next message of a queue, or null when it is empty.</summary>
    protected abstract ValueTask<TakenMessage?> TryTakeAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Completes when one of the queues may have got a message; may complete early.</summary>
    protected abstract Task WaitForMessagesAsync(CancellationToken cancellationToken);

    /// <summary>Makes the settlement lasting.</summary>
    protected abstract ValueTask CarryOutAsync(VirtualDelivery delivery, Settlement settlement);

    /// <summary>Puts an unsettled message back where it was, at a clean end.</summary>
    protected abstract ValueTask GiveBackAsync(VirtualDelivery delivery);

    /// <summary>Frees what the consumer holds.</summary>
    protected virtual ValueTask CloseAsync() => default;

    private async Task RunAsync()
    {
        var number = 0L;
        try
        {
            while (true)
            {
                while (_prefetch != 0 && _unsettled.Count >= _prefetch)
                {
                    await _slotFreed.WaitAsync(_stopping.Token).ConfigureAwait(false);
                }

                if (await TakeFromAnyAsync().ConfigureAwait(false) is not { } taken)
                {
                    await WaitForMessagesAsync(_stopping.Token).ConfigureAwait(false);
                    continue;
                }

                var delivery = new VirtualDelivery(this, taken, ++number);
                if (!_noAck)
                {
                    _unsettled[delivery] = true;
                }

                await _deliveries.Writer.WriteAsync(delivery, _stopping.Token).ConfigureAwait(false);
                if (_noAck)
                {
                    await CarryOutAsync(delivery, Settlement.Ack).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _deliveries.Writer.TryComplete();
        }
        catch (Exception e)
        {
            _deliveries.Writer.TryComplete(e);
        }
    }

    // The queue just served is asked last the next time, as kombu's round_robin does.
    private async ValueTask<TakenMessage?> TakeFromAnyAsync()
    {
        BeginLook();
        for (var i = 0; i < _queues.Length; i++)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            var at = (_next + i) % _queues.Length;
            if (await TryTakeAsync(_queues[at], _stopping.Token).ConfigureAwait(false) is { } taken)
            {
                _next = (at + 1) % _queues.Length;
                return taken;
            }
        }

        return null;
    }
}
