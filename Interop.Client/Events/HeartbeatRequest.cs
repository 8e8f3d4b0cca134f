using Interop.Client.Brokers;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;

namespace Interop.Client.Events;

/// <summary>Asks all workers for a heartbeat. Celery: <c>EventReceiver.wakeup_workers</c>, which broadcasts the command <c>heartbeat</c>.</summary>
internal static class HeartbeatRequest
{
    public static async Task SendAsync(CeleryApp app, CancellationToken cancellationToken)
    {
        var exchange = new ExchangeDeclaration { Name = app.Options.ControlExchange + ".pidbox", Type = "fanout", Durable = false };
        var content = app.Context.Content.TaskCodec.Encode(new WireMap()
            .With("method", "heartbeat")
            .With("arguments", new WireMap())
            .With("destination", WireValue.None)
            .With("pattern", WireValue.None)
            .With("matcher", WireValue.None));
        await app.Broker.DeclareAsync(exchange, cancellationToken).ConfigureAwait(false);
        await app.Broker.PublishAsync(exchange.Name, "", new WireMessage
        {
            Properties = new MessageProperties
            {
                ContentType = content.ContentType,
                ContentEncoding = content.ContentEncoding,
                DeliveryMode = 2,
                Priority = 0,
                Exchange = exchange.Name,
            },
            Headers = new MessageHeaders { Extra = new WireMap().With("clock", app.Clock.Forward()).With("expires", 0) },
            Body = content.Body,
        }, cancellationToken).ConfigureAwait(false);
    }
}
