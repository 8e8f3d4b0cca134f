using Interop.Protocol.Messages;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Publishes with confirms over two channels: one for the default exchange, which every queue is bound to, and one for named
/// exchanges, which may not exist and then cost the channel.</summary>
/// <remarks>At least once: what is unconfirmed when a connection goes is published again over the next one, so a message may arrive twice.
/// A message that no queue is bound to receive is dropped by the broker and confirmed, as with Celery (not mandatory).</remarks>
internal sealed class RabbitMqPublisher
{
    private const int MostInFlight = 1024;
    private static readonly TimeSpan PauseAfterLoss = TimeSpan.FromMilliseconds(50);

    private readonly ClientContext _context;
    private readonly RabbitMqLink _link;
    private readonly ILogger _logger;
    private readonly bool _confirms;
    private readonly SemaphoreSlim _slots = new(MostInFlight, MostInFlight);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private ConfirmChannel? _default;
    private ConfirmChannel? _named;

    public RabbitMqPublisher(ClientContext context, RabbitMqLink link)
    {
        _context = context;
        _link = link;
        _logger = context.Loggers.CreateLogger<RabbitMqPublisher>();
        _confirms = context.Options.BrokerTransportOptions.Boolean("confirm_publish", defaultValue: true);
    }

    public async ValueTask PublishAsync(string exchange, string routingKey, WireMessage message, CancellationToken cancellationToken)
    {
        var properties = Carry(RabbitMqMapper.Write(message, _context.Options.Release));
        await TakeSlotAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var alone = false;
            for (var attempt = 1; ; attempt++)
            {
                var (outcome, reason) = await TryAsync(exchange, routingKey, properties, message.Body, alone, cancellationToken)
                    .ConfigureAwait(false);
                if (outcome == PublishOutcome.Confirmed)
                {
                    return;
                }

                if (outcome == PublishOutcome.Refused || (outcome == PublishOutcome.Suspect && alone))
                {
                    throw Rejected(exchange, routingKey, reason);
                }

                alone |= outcome == PublishOutcome.Suspect;
                await PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Publishes over a channel of its own, as mandatory: 0 when no queue took it, else null.</summary>
    public async ValueTask<int?> BroadcastAsync(string exchange, WireMessage message, CancellationToken cancellationToken)
    {
        var properties = Carry(RabbitMqMapper.Write(message, _context.Options.Release));
        ConfirmChannel? channel = null;
        try
        {
            var connection = await _link.GetAsync(cancellationToken).ConfigureAwait(false);
            channel = await ConfirmChannel.OpenAsync(connection, confirms: true, cancellationToken).ConfigureAwait(false);
            var answer = await channel.SendAsync(exchange, "", properties, message.Body, cancellationToken, mandatory: true)
                .ConfigureAwait(false);
            if (await answer.WaitAsync(cancellationToken).ConfigureAwait(false) == PublishOutcome.Confirmed)
            {
                return channel.WasReturned ? 0 : null;
            }
        }
        catch (Exception e) when (RabbitMqFailure.IsLoss(e))
        {
            // The way below waits for the broker and says what is wrong.
        }
        finally
        {
            if (channel is not null)
            {
                await channel.CloseAsync(_context.Time, _logger).ConfigureAwait(false);
            }
        }

        await PublishAsync(exchange, "", message, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private static BasicProperties Carry(byte[] section) => new()
    {
        Headers = new Dictionary<string, object?>(1, StringComparer.Ordinal) { [""] = new BinaryTableValue(section) },
    };

    private async ValueTask TakeSlotAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_slots.Wait(0, CancellationToken.None))
        {
            try
            {
                await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException e)
            {
                ThrowIfInTrouble(e);
                throw;
            }
        }
    }

    private async Task<(PublishOutcome Outcome, string? Reason)> TryAsync(
        string exchange, string routingKey, BasicProperties properties, ReadOnlyMemory<byte> body, bool alone, CancellationToken cancellationToken)
    {
        ConfirmChannel? own = null;
        try
        {
            var shared = exchange.Length == 0 ? Volatile.Read(ref _default) : Volatile.Read(ref _named);
            var channel = alone
                ? own = await OpenAsync(cancellationToken).ConfigureAwait(false)
                : shared is { CloseReason: null } ? shared : await ReopenAsync(exchange.Length == 0, cancellationToken).ConfigureAwait(false);
            var answer = await channel.SendAsync(exchange, routingKey, properties, body, cancellationToken).ConfigureAwait(false);
            var outcome = await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
            return (outcome, channel.CloseReason is { } closed ? RabbitMqFailure.Reason(closed) : null);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            ThrowIfInTrouble(e);
            throw;
        }
        catch (Exception e) when (RabbitMqFailure.IsLoss(e) || e is OperationCanceledException)
        {
            return (PublishOutcome.Lost, RabbitMqFailure.Reason(e));
        }
        finally
        {
            if (own is not null)
            {
                await own.CloseAsync(_context.Time, _logger).ConfigureAwait(false);
            }
        }
    }

    private async Task<ConfirmChannel> ReopenAsync(bool isDefault, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var current = isDefault ? _default : _named;
            if (current is { CloseReason: null })
            {
                return current;
            }

            var opened = await OpenAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref isDefault ? ref _default : ref _named, opened);
            if (current is not null)
            {
                await current.CloseAsync(_context.Time, _logger).ConfigureAwait(false);
            }

            return opened;
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<ConfirmChannel> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await _link.GetAsync(cancellationToken).ConfigureAwait(false);
        return await ConfirmChannel.OpenAsync(connection, _confirms, cancellationToken).ConfigureAwait(false);
    }

    private async Task PauseAsync(int attempt, CancellationToken cancellationToken)
    {
        if (attempt > 1)
        {
            try
            {
                await Task.Delay(PauseAfterLoss * Math.Min(attempt, 20), _context.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException e)
            {
                ThrowIfInTrouble(e);
                throw;
            }
        }
    }

    private void ThrowIfInTrouble(OperationCanceledException cause) =>
        _link.ThrowIfInTrouble("RabbitMQ did not confirm a message", cause);

    private PublishRejectedException Rejected(string exchange, string routingKey, string? reason) => new(
        $"RabbitMQ refused a message for exchange '{exchange}', routing key '{routingKey}': "
        + $"{reason ?? "basic.nack, as of a full queue with x-overflow reject-publish"}. "
        + "Declare what it is sent to, or correct its properties.",
        _link.DisplayUrl);
}
