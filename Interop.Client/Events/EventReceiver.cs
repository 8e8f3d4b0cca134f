using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Interop.Client.Brokers;
using Interop.Client.Control;
using Interop.Client.Producing;
using Interop.Protocol.Errors;
using Interop.Protocol.Events;
using Interop.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Events;

/// <summary>Hears the events of a fleet, from workers and producers of any language. Survives broker restarts; what is sent meanwhile is
/// missed.</summary>
/// <remarks>Celery: <c>celery/events/receiver.py</c>, <c>EventReceiver</c>.</remarks>
public sealed class EventReceiver : IAsyncDisposable
{
    /// <summary>How far the clock of a client's event is set ahead. Celery: <c>CLIENT_CLOCK_SKEW</c>.</summary>
    private const long ClientClockSkew = 1;

    private readonly CeleryApp _app;
    private readonly EventReceiverOptions _options;
    private readonly QueueDeclaration _queue;
    private readonly IBrokerConsumer _consumer;
    private readonly FrozenSet<string> _accept;
    private readonly ILogger _logger;

    private EventReceiver(CeleryApp app, EventReceiverOptions options, QueueDeclaration queue, IBrokerConsumer consumer)
    {
        _app = app;
        _options = options;
        _queue = queue;
        _consumer = consumer;
        _accept = app.Serializers.Accept([app.Options.EventSerializer, "json"]);
        _logger = app.Loggers.CreateLogger<EventReceiver>();
    }

    /// <summary>Name of the queue it reads.</summary>
    public string QueueName => _queue.Name;

    /// <summary>The events as they come, one after the other; ends when the receiver is disposed. For one reader.</summary>
    /// <param name="cancellationToken">Ends the wait for the next.</param>
    public async IAsyncEnumerable<CeleryEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var message in MessagesAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var one in Read(message))
            {
                yield return Prepare(one);
            }
        }
    }

    /// <summary>Stops listening, and deletes the queue.</summary>
    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync().ConfigureAwait(false);
        if (_app.Broker.DriverName is not ("memory" or "filesystem"))
        {
            return;
        }

        try
        {
            // Where no broker sees to auto-delete, events would pile up for nobody.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
            await _app.ReadBroker.DeleteQueueAsync(_queue.Name, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BrokerException or OperationCanceledException or ObjectDisposedException)
        {
            EventsLog.Unreadable(_logger, e.Message);
        }
    }

    internal static async Task<EventReceiver> StartAsync(
        CeleryApp app, EventReceiverOptions options, CancellationToken cancellationToken)
    {
        var queue = EventExchange.Queue(app.Options, app.ReadBroker, options, options.NodeId ?? TaskIds.Next(app.Chance));
        var consumer = await app.ReadBroker.ConsumeAsync(
            new ConsumerOptions { Queues = [queue], NoAck = true }, cancellationToken).ConfigureAwait(false);
        if (options.Wakeup)
        {
            await app.Control.HeartbeatAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return new EventReceiver(app, options, queue, consumer);
    }

    /// <summary>The messages as they come, for those who look at headers first.</summary>
    public async IAsyncEnumerable<WireMessage> MessagesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var delivery in _consumer.Deliveries.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            await delivery.AckAsync(CancellationToken.None).ConfigureAwait(false);
            yield return delivery.Message;
        }
    }

    /// <summary>The events of a message as they were sent; none, and a line in the log, where it cannot be read.</summary>
    /// <param name="message">From <see cref="MessagesAsync"/>.</param>
    public IReadOnlyList<CeleryEvent> Read(WireMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            var body = message.Headers.Compression is { Length: > 0 } compression
                ? _app.Compressions.Decompress(compression, message.Body)
                : message.Body;
            return EventCodec.Read(_app.Serializers.Decode(
                body.Span, message.Properties.ContentType, message.Properties.ContentEncoding, _accept));
        }
        catch (ProtocolException e)
        {
            EventsLog.Unreadable(_logger, e.Message);
            return [];
        }
    }

    /// <summary>Takes note of an event's clock, and counts its time in this machine's zone. Celery: <c>event_from_message</c>.</summary>
    /// <param name="received">From <see cref="Read"/>.</param>
    public CeleryEvent Prepare(CeleryEvent received)
    {
        ArgumentNullException.ThrowIfNull(received);
        var now = _app.Time.GetUtcNow();
        int? here = _options.Localize ? EventTime.UtcOffset(_app.Time.LocalTimeZone, now) : null;
        long? clock = null;
        if (received.Type == EventTypes.TaskSent)
        {
            // Clients never hear of others, so their clocks say nothing.
            clock = Math.Max(_app.Clock.Value, 1) + ClientClockSkew;
            _app.Clock.Adjust(clock.Value);
        }
        else if (received.Clock is { } sent)
        {
            _app.Clock.Adjust(sent);
        }
        else
        {
            clock = _app.Clock.Forward();
        }

        return EventCodec.Localize(received, clock, here, EventTime.Timestamp(now));
    }
}
