using System.Globalization;
using Interop.Client.Brokers;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;

namespace Interop.Client.Results;

/// <summary>Commands to all workers at once. Celery: <c>kombu/pidbox.py</c>, <c>Mailbox._publish</c>.</summary>
internal static class ControlBroadcast
{
    public static async Task RevokeAsync(
        CeleryApp app, string taskId, bool terminate, string signal, CancellationToken cancellationToken)
    {
        var arguments = new WireMap().With("task_id", taskId).With("terminate", terminate).With("signal", signal);
        var exchange = new ExchangeDeclaration
        {
            Name = app.Options.ControlExchange + ".pidbox",
            Type = "fanout",
            Durable = false,
        };
        var message = Message(app, exchange.Name, "revoke", arguments);
        var limit = app.Options.PublishTimeout;
        using var deadline = new CancellationTokenSource(limit, app.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await app.Broker.DeclareAsync(exchange, either.Token).ConfigureAwait(false);
            await app.Broker.PublishAsync(exchange.Name, "", message, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnreachableException(
                $"The broker {app.Broker.DisplayUrl} did not take the revocation of task {taskId} within "
                + $"{limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s. Check that it runs; publish_timeout sets "
                + "how long is waited.",
                app.Broker.DisplayUrl, e);
        }
    }

    // {"method", "arguments", "destination", "pattern", "matcher"}
    private static WireMessage Message(CeleryApp app, string exchange, string method, WireMap arguments)
    {
        var content = app.Context.Content.TaskCodec.Encode(new WireMap()
            .With("method", method)
            .With("arguments", arguments)
            .With("destination", WireValue.None)
            .With("pattern", WireValue.None)
            .With("matcher", WireValue.None));
        return new WireMessage
        {
            Properties = new MessageProperties
            {
                ContentType = content.ContentType,
                ContentEncoding = content.ContentEncoding,
                DeliveryMode = 2,
                Priority = 0,
                Exchange = exchange,
            },
            Headers = new MessageHeaders { Extra = new WireMap().With("clock", app.Clock.Forward()).With("expires", 0) },
            Body = content.Body,
        };
    }
}
