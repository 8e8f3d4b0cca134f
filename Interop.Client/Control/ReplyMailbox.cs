using System.Collections.Concurrent;
using System.Threading.Channels;
using Interop.Client.Brokers;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Control;

/// <summary>The queue that answers to this app's commands come to. Celery: <c>kombu/pidbox.py</c>, <c>Mailbox.get_reply_queue</c>, <c>_collect</c>.</summary>
internal sealed class ReplyMailbox(CeleryApp app, LogicalClock clock, ILogger logger)
{
    private readonly ConcurrentDictionary<string, Channel<WireMap>> _waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IBrokerConsumer? _consumer;
    private Task _reading = Task.CompletedTask;

    public string Exchange => $"reply.{app.Options.ControlExchange}.pidbox";

    /// <summary>Opens the queue, and keeps what comes for a ticket from now on.</summary>
    public async Task<ChannelReader<WireMap>> OpenAsync(string ticket, CancellationToken cancellationToken)
    {
        var replies = Channel.CreateUnbounded<WireMap>();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _waiting[ticket] = replies;
            if (_consumer is null)
            {
                var consumer = await app.ReadBroker.ConsumeAsync(
                    new ConsumerOptions { Queues = [Queue()], NoAck = true }, cancellationToken).ConfigureAwait(false);
                _reading = ReadAsync(consumer);
                _consumer = consumer;
            }
        }
        catch
        {
            _waiting.TryRemove(ticket, out _);
            throw;
        }
        finally
        {
            _turn.Release();
        }

        return replies.Reader;
    }

    public void Forget(string ticket) => _waiting.TryRemove(ticket, out _);

    /// <summary>Closes the queue unless somebody waits.</summary>
    public async Task CloseAsync(bool force)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_consumer is { } consumer && (force || _waiting.IsEmpty))
            {
                _consumer = null;
                await consumer.DisposeAsync().ConfigureAwait(false);
                await _reading.ConfigureAwait(false);
                await DeleteQueueAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private QueueDeclaration Queue() => ControlTopology.Queue(
        app.Options, $"{app.Oid}.{Exchange}", new ExchangeDeclaration { Name = Exchange, Durable = false, DeliveryMode = 1 }, app.Oid);

    // RabbitMQ does it by itself; kombu does it for the others when the last consumer goes.
    private async Task DeleteQueueAsync()
    {
        if (app.ReadBroker.DriverName == "amqp")
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), app.Time);
            await app.ReadBroker.DeleteQueueAsync(Queue().Name, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BrokerException or OperationCanceledException or ObjectDisposedException)
        {
            ControlLog.ReplyQueueStays(logger, Queue().Name, e.Message);
        }
    }

    private async Task ReadAsync(IBrokerConsumer consumer)
    {
        await foreach (var delivery in consumer.Deliveries.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            Take(delivery.Message);
            await delivery.AckAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void Take(WireMessage message)
    {
        var headers = message.Headers.Extra;
        clock.Adjust(headers?["clock"] is { } sent && sent.TryGetInt64(out var seen) ? seen : 0);
        if (headers?["ticket"]?.AsStringOrNull() is not { } ticket || !_waiting.TryGetValue(ticket, out var replies))
        {
            return; // Of a command nobody waits for any more.
        }

        if (headers["expires"] is { Kind: WireKind.Integer or WireKind.Float } expires && expires.AsDouble() is not 0 and var end
            && (app.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds > end)
        {
            return; // kombu/pidbox.py, Mailbox._collect.
        }

        try
        {
            var body = message.Headers.Compression is { Length: > 0 } compression
                ? app.Compressions.Decompress(compression, message.Body)
                : message.Body;
            var value = app.Serializers.Decode(
                body.Span, message.Properties.ContentType, message.Properties.ContentEncoding, app.Context.Content.Accept);
            if (value.TryGetMap(out var map))
            {
                replies.Writer.TryWrite(map);
            }
        }
        catch (ProtocolException e)
        {
            ControlLog.UnreadableReply(logger, ticket, e.Message);
        }
    }
}
