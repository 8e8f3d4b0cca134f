using Interop.Protocol.Errors;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>A channel in confirm mode, for many callers at once: the broker numbers publishes as they arrive, so sending is one at a
/// time, and waiting for the answers is not.</summary>
internal sealed class ConfirmChannel
{
    private const int ConnectionForced = 320;

    private readonly IChannel _channel;
    private readonly bool _confirms;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private TaskCompletionSource<PublishOutcome>?[] _waiting = new TaskCompletionSource<PublishOutcome>?[256];
    private Task _writing = Task.CompletedTask;
    private ulong _first = 1;
    private ulong _next = 1;
    private volatile ShutdownEventArgs? _closed;
    private volatile bool _wasReturned;

    private ConfirmChannel(IChannel channel, bool confirms)
    {
        _channel = channel;
        _confirms = confirms;
        channel.BasicAcksAsync += (_, e) => Answered(e.DeliveryTag, e.Multiple, PublishOutcome.Confirmed);
        channel.BasicNacksAsync += (_, e) => Answered(e.DeliveryTag, e.Multiple, PublishOutcome.Refused);
        channel.BasicReturnAsync += (_, _) =>
        {
            _wasReturned = true;
            return Task.CompletedTask;
        };
        channel.ChannelShutdownAsync += (_, e) => Closed(e);
    }

    /// <summary>Why it was closed, or null while it is open.</summary>
    public ShutdownEventArgs? CloseReason => _closed;

    /// <summary>Whether a mandatory message came back because no queue took it; known before its confirmation.</summary>
    public bool WasReturned => _wasReturned;

    public static async Task<ConfirmChannel> OpenAsync(IConnection connection, bool confirms, CancellationToken cancellationToken)
    {
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: confirms, publisherConfirmationTrackingEnabled: false);
        return new(await connection.CreateChannelAsync(options, cancellationToken).ConfigureAwait(false), confirms);
    }

    /// <summary>Sends one message; the returned task ends with the broker's answer. The token ends the wait for one's turn only:
    /// a publish that was begun is finished, or the numbers would no longer match.</summary>
    public async ValueTask<Task<PublishOutcome>> SendAsync(
        string exchange, string routingKey, BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken cancellationToken,
        bool mandatory = false)
    {
        if (!_turn.Wait(0, CancellationToken.None))
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        var answer = Register();
        var writing = WriteAsync(answer, exchange, routingKey, properties, body, mandatory);
        if (!writing.IsCompleted)
        {
            // The socket takes no more, as of a blocked broker: the caller waits for the answer, which its token can end.
            _writing = writing;
            return answer.Task;
        }

        await writing.ConfigureAwait(false);
        return answer.Task;
    }

    public async Task CloseAsync(TimeProvider time, ILogger logger)
    {
        await RabbitMqClosing.CloseAsync(_channel, time, logger).ConfigureAwait(false);
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync(TaskCompletionSource<PublishOutcome> answer,
        string exchange, string routingKey, BasicProperties properties, ReadOnlyMemory<byte> body, bool mandatory)
    {
        try
        {
            await _channel.BasicPublishAsync(exchange, routingKey, mandatory, properties, body, CancellationToken.None)
                .ConfigureAwait(false);
            if (!_confirms)
            {
                answer.TrySetResult(PublishOutcome.Confirmed);
            }
        }
        catch (Exception e) when (e is WireFormattingException or ArgumentException)
        {
            Unregister();
            answer.TrySetException(new MessageEncodeException(
                $"Exchange '{exchange}' or routing key '{routingKey}' cannot be sent over AMQP: {e.Message}", e));
        }
        catch (Exception e) when (RabbitMqFailure.IsLoss(e) || e is OperationCanceledException)
        {
            answer.TrySetResult(PublishOutcome.Lost);
        }
        catch (Exception e)
        {
            // Whatever it is belongs to the one who published, who may be waiting for the answer already.
            answer.TrySetException(e);
        }
        finally
        {
            _turn.Release();
        }
    }

    private TaskCompletionSource<PublishOutcome> Register()
    {
        var answer = new TaskCompletionSource<PublishOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_closed is { } reason)
            {
                answer.SetResult(OutcomeOf(reason));
            }
            else if (_confirms)
            {
                if (_next - _first == (ulong)_waiting.Length)
                {
                    Grow();
                }

                Slot(_next) = answer;
            }

            _next++;
        }

        return answer;
    }

    private void Unregister()
    {
        lock (_gate)
        {
            _next--;
            Slot(_next) = null;
        }
    }

    private ref TaskCompletionSource<PublishOutcome>? Slot(ulong tag) => ref _waiting[tag & (ulong)(_waiting.Length - 1)];

    private void Grow()
    {
        var old = _waiting;
        _waiting = new TaskCompletionSource<PublishOutcome>?[old.Length * 2];
        for (var tag = _first; tag < _next; tag++)
        {
            Slot(tag) = old[tag & (ulong)(old.Length - 1)];
        }
    }

    private Task Answered(ulong tag, bool multiple, PublishOutcome outcome)
    {
        lock (_gate)
        {
            if (tag >= _next || tag < _first)
            {
                return Task.CompletedTask;
            }

            for (var at = multiple ? _first : tag; at <= tag; at++)
            {
                Slot(at)?.TrySetResult(outcome);
                Slot(at) = null;
            }

            while (_first < _next && Slot(_first) is null)
            {
                _first++;
            }
        }

        return Task.CompletedTask;
    }

    private Task Closed(ShutdownEventArgs reason)
    {
        lock (_gate)
        {
            _closed = reason;
            for (var tag = _first; tag < _next; tag++)
            {
                Slot(tag)?.TrySetResult(OutcomeOf(reason));
                Slot(tag) = null;
            }

            _first = _next;
        }

        return Task.CompletedTask;
    }

    private static PublishOutcome OutcomeOf(ShutdownEventArgs reason) =>
        reason.Initiator == ShutdownInitiator.Peer && reason.ReplyCode is not (0 or ConnectionForced)
            ? PublishOutcome.Suspect
            : PublishOutcome.Lost;
}
