using System.Globalization;
using Interop.Client.Producing;
using Interop.Protocol;
using Interop.Protocol.Messages;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Worker.Execution;

/// <summary>The message of a task's next run. Celery: <c>Task.signature_from_request</c>, <c>Context.as_execution_options</c>.</summary>
internal static class RetryMessage
{
    /// <summary>Headers a broker put on the message it delivered; they say nothing about the next one. Celery 5.6.3: <c>X_DEATH_HEADERS</c>.</summary>
    private static readonly string[] OfTheBroker =
    [
        "x-death", "x-first-death-exchange", "x-first-death-queue", "x-first-death-reason",
        "x-last-death-exchange", "x-last-death-queue", "x-last-death-reason", "redelivered", "x-delivery-count",
    ];

    public static TaskMessage Build(TaskContext context, RetryRequest retry, WorkerClock clock)
    {
        var message = context.Message;
        var headers = message.Headers;
        var options = context.App.Options;
        var arguments = retry.Arguments ?? message.Arguments;
        var areNew = retry.Arguments is not null;
        return message with
        {
            Arguments = arguments,
            Protocol = options.TaskProtocol == 1 && message.Embed.Chain is null ? TaskProtocol.V1 : TaskProtocol.V2,
            Utc = true,
            Headers = headers with
            {
                Lang = "py",
                Task = context.Name,
                Eta = clock.Stamp(retry.Eta),
                Expires = !retry.ReplacesExpires ? headers.Expires : retry.Expires is { } at ? clock.Stamp(at) : null,
                Retries = headers.Retries + 1,
                RootId = headers.RootId ?? context.Id,
                ParentId = headers.ParentId ?? context.Id,
                ArgsRepr = areNew || string.IsNullOrEmpty(headers.ArgsRepr)
                    ? PythonRepr.SafeRepr(ArgumentValues.Args(arguments)) : headers.ArgsRepr,
                KwargsRepr = areNew || string.IsNullOrEmpty(headers.KwargsRepr)
                    ? PythonRepr.SafeRepr(ArgumentValues.Kwargs(arguments)) : headers.KwargsRepr,
                IgnoreResult = context.Definition.IgnoreResult,
                Compression = null,
                Extra = WithoutBroker(headers.Extra),
            },
            Properties = new MessageProperties
            {
                // The serializer that the message came in: what it carried once it can carry again.
                ContentType = message.Properties.ContentType,
                ContentEncoding = message.Properties.ContentEncoding,
                CorrelationId = message.Properties.CorrelationId ?? context.Id,
                ReplyTo = message.Properties.ReplyTo,
                DeliveryMode = message.Properties.DeliveryMode,
                Priority = retry.Priority ?? message.Properties.Priority,
                Expiration = options.Release >= CeleryRelease.V52 ? Expiration(retry.ReplacesExpires ? retry.Expires : context.Expires, clock.Now) : null,
            },
        };
    }

    /// <summary>Back to where the message came from: its queue if it was sent straight to one, else through the same exchange.</summary>
    public static TaskRouteTarget Target(TaskContext context, RetryRequest retry)
    {
        if (retry.Queue is { } queue)
        {
            return context.App.Router.Route(context.Name, new TaskSendOptions { Queue = queue });
        }

        var properties = context.Properties;
        var queueOfIt = context.App.Router.ConfiguredQueues.FirstOrDefault(configured => configured.Name == context.Queue);
        if (queueOfIt is { Exchange: { Name.Length: > 0, Type: not "direct" } own }
            && (own.Name == properties.Exchange || properties.Exchange.StartsWith("celery_delayed_", StringComparison.Ordinal)))
        {
            // Its own key: that of a message RabbitMQ held back says how long that was, and its exchange where it waited last.
            return context.App.Router.Route(context.Name, new TaskSendOptions { Queue = queueOfIt.Name });
        }

        return new TaskRouteTarget
        {
            Exchange = properties.Exchange,
            RoutingKey = properties is { Exchange: "", RoutingKey: "" } ? context.Queue : properties.RoutingKey,
            DeliveryMode = properties.DeliveryMode ?? context.App.Options.TaskDefaultDeliveryMode,
        };
    }

    private static string? Expiration(DateTimeOffset? expires, DateTimeOffset now) => expires is { } at
        ? Math.Max(0, (long)(at - now).TotalMilliseconds).ToString(CultureInfo.InvariantCulture)
        : null;

    private static WireMap? WithoutBroker(WireMap? extra)
    {
        if (extra is null || !OfTheBroker.Any(name => extra[name] is not null))
        {
            return extra;
        }

        var kept = extra.Clone();
        foreach (var name in OfTheBroker)
        {
            kept.Remove(name);
        }

        return kept;
    }
}
