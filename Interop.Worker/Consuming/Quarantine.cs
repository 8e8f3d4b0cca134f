using Interop.Client.Brokers;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace Interop.Worker.Consuming;

/// <summary>What becomes of messages that are no task we can read: nothing is acknowledged whose bytes are not kept elsewhere.</summary>
internal sealed class Quarantine(WorkerRuntime runtime, ParkingLot parking)
{
    private const string Suffix = ".undecodable";

    /// <summary>The queue that keeps unreadable messages of another one.</summary>
    public static string QueueFor(string queue) => queue + Suffix;

    public async Task HandleAsync(Delivery delivery, ProtocolException reason)
    {
        var message = delivery.Message;
        var kind = reason switch
        {
            InvalidTaskException { IsTask: false } => "unknown message",
            InvalidTaskException => "invalid task message",
            ContentDisallowedException => "message of refused content",
            _ => "message that cannot be decoded",
        };
        try
        {
            if (runtime.Settings.Undeliverable == UndeliverablePolicy.Reject)
            {
                Log.Rejecting(runtime.Logger, kind, delivery.Queue, reason.Message, MessageReport.Of(message));
                await delivery.RejectAsync(requeue: false, runtime.Closed).ConfigureAwait(false);
                return;
            }

            var queue = QueueFor(delivery.Queue);
            Log.Quarantining(runtime.Logger, kind, delivery.Queue, queue, reason.Message, MessageReport.Of(message));
            await runtime.App.Broker.DeclareAsync(new QueueDeclaration { Name = queue }, runtime.Closed).ConfigureAwait(false);
            await runtime.App.Broker.PublishAsync("", queue, AsItCame(message), runtime.Closed).ConfigureAwait(false);
            await delivery.AckAsync(runtime.Closed).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Not kept, so not acknowledged: it comes again.
            Log.QuarantineFailed(runtime.Logger, delivery.Queue, e);
            parking.Park(delivery, kind, message.Properties.DeliveryTag ?? message.Headers.Id ?? delivery.Queue, "it could not be put aside");
        }
    }

    /// <summary>The message with those header values again that made it unusable.</summary>
    private static WireMessage AsItCame(WireMessage message)
    {
        if (message.Headers.Malformed is not { } malformed)
        {
            return message;
        }

        var extra = message.Headers.Extra?.Clone() ?? new WireMap();
        foreach (var header in malformed)
        {
            extra.Set(header.Name, header.Value);
        }

        return message with { Headers = message.Headers with { Extra = extra, Malformed = null } };
    }
}
