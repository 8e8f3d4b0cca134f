using Interop.Client.Brokers;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Events;

/// <summary>Publishes event messages; several at once, begun in their order. Celery: <c>EventDispatcher._publish</c>.</summary>
internal sealed class EventPublisher
{
    /// <summary>Most messages on their way at once.</summary>
    public const int MostTogether = 64;

    /// <summary>How long more events are waited for once some were sent.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(5);

    /// <summary>How long the broker is left alone after it refused or was away.</summary>
    public static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>How long one attempt may take; after it the log says that events are held up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CeleryApp _app;
    private readonly ILogger _logger;
    private readonly ExchangeDeclaration _exchange;
    private readonly ContentCodec _codec;
    private readonly MessageHeaders _headers;
    private readonly List<Task<Exception?>> _running = [];
    private readonly List<EventMessage> _failed = [];
    private bool _isHeldUp;

    public EventPublisher(CeleryApp app, string hostname, ILogger logger)
    {
        _app = app;
        _logger = logger;
        _exchange = EventExchange.Declaration(app.Options, app.Broker);
        _codec = app.Context.Content.Serializers.Get(app.Options.EventSerializer);
        _headers = new MessageHeaders { Extra = new WireMap().With("hostname", hostname) };
    }

    /// <summary>Publishes messages and gives back the memory of those that are done with.</summary>
    /// <returns>Those to be tried again.</returns>
    public async Task<IReadOnlyList<EventMessage>> PublishAsync(List<EventMessage> messages, CancellationToken cancellationToken)
    {
        _running.Clear();
        _failed.Clear();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        foreach (var message in messages)
        {
            _running.Add(PublishAsync(message, patience.Token));
        }

        Exception? fault = null;
        for (var i = 0; i < messages.Count; i++)
        {
            var outcome = await _running[i].ConfigureAwait(false);
            if (outcome is null)
            {
                messages[i].Release();
            }
            else if (outcome is CeleryException { IsTransient: true } or OperationCanceledException)
            {
                fault = outcome;
                messages[i].IsHeld = true;
                _failed.Add(messages[i]);
            }
            else
            {
                EventsLog.Refused(_logger, messages[i].Count, _app.Broker.DisplayUrl, outcome.Message);
            }
        }

        if (fault is not null && !_isHeldUp && !cancellationToken.IsCancellationRequested)
        {
            EventsLog.HeldUp(_logger, _app.Broker.DisplayUrl, fault.Message);
        }

        _isHeldUp = fault is not null;
        return _failed;
    }

    private async Task<Exception?> PublishAsync(EventMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await _app.Broker.DeclareAsync(_exchange, cancellationToken).ConfigureAwait(false);
            await _app.Broker.PublishAsync(_exchange.Name, message.RoutingKey, ToWire(message), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private WireMessage ToWire(EventMessage message)
    {
        var content = _codec is JsonContentCodec
            ? new EncodedContent(_codec.ContentType, _codec.ContentEncoding, message.Body.Written)
            : _codec.Encode(WireJsonReader.ReadDocument(message.Body.Written.Span));
        return new WireMessage
        {
            Properties = new MessageProperties
            {
                ContentType = content.ContentType,
                ContentEncoding = content.ContentEncoding,
                DeliveryMode = 1,
                Priority = 0,
                Exchange = _exchange.Name,
                RoutingKey = message.RoutingKey,
            },
            Headers = _headers,
            Body = content.Body,
        };
    }
}
