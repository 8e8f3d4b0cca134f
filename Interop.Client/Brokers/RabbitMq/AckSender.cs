using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Tells one channel's broker how deliveries ended. What is settled while one batch is being written goes into the next batch, so
/// that a busy worker needs few commands and an idle one waits for no timer.</summary>
internal sealed class AckSender
{
    private readonly IChannel _channel;
    private readonly ILogger _logger;
    private readonly AckBook _book = new();
    private readonly Lock _gate = new();
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly List<AckCommand> _commands = [];
    private readonly Task _sending;
    private TaskCompletionSource? _written;
    private bool _isClosed;

    public AckSender(IChannel channel, ILogger logger)
    {
        _channel = channel;
        _logger = logger;
        _sending = SendAsync();
    }

    public AckEntry Add(ulong tag)
    {
        lock (_gate)
        {
            return _book.Add(tag);
        }
    }

    /// <summary>Completes when the broker was told; on a closed channel at once, since the broker delivers again.</summary>
    public Task SettleAsync(AckEntry entry, Settlement settlement, string queue)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                RabbitMqLog.StaleDelivery(_logger, settlement, entry.Tag, queue);
                return Task.CompletedTask;
            }

            _book.Settle(entry, settlement);
            _written ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            _work.Writer.TryWrite(true);
            return _written.Task;
        }
    }

    /// <summary>The channel is gone; whoever waits is let go.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _written?.TrySetResult();
            _written = null;
        }

        _work.Writer.TryComplete();
    }

    /// <summary>Sends what is left and ends.</summary>
    public Task CompleteAsync()
    {
        _work.Writer.TryComplete();
        return _sending;
    }

    private async Task SendAsync()
    {
        while (await _work.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            _work.Reader.TryRead(out _);
            await SendBatchAsync().ConfigureAwait(false);
        }

        await SendBatchAsync().ConfigureAwait(false);
    }

    private async Task SendBatchAsync()
    {
        TaskCompletionSource? written;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _commands.Clear();
            _book.Take(_commands);
            (written, _written) = (_written, null);
        }

        try
        {
            foreach (var command in _commands)
            {
                if (command.Settlement == Settlement.Ack)
                {
                    await _channel.BasicAckAsync(command.Tag, command.Multiple, CancellationToken.None).ConfigureAwait(false);
                }
                else
                {
                    await _channel.BasicNackAsync(command.Tag, command.Multiple, command.Settlement == Settlement.Requeue,
                        CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (RabbitMqFailure.IsLoss(e))
        {
            RabbitMqLog.NotAcknowledged(_logger, _commands.Count, RabbitMqFailure.Reason(e));
        }
        finally
        {
            written?.TrySetResult();
        }
    }
}
