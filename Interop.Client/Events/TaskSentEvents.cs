using Interop.Client.Producing;
using Interop.Protocol.Events;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Client.Events;

/// <summary>Tells that a task was sent. Celery: <c>sent_event</c> of <c>celery/app/amqp.py</c>.</summary>
internal sealed class TaskSentEvents(AppEvents events)
{
    /// <summary>Called when the broker has the message; never throws for reasons of the broker.</summary>
    public void Send(TaskMessage message, TaskRouteTarget target) =>
        events.Default.Send(EventTypes.TaskSent, (message, target), Write);

    private static void Write(ref EventWriter writer, (TaskMessage Message, TaskRouteTarget Target) sent)
    {
        var (headers, arguments) = (sent.Message.Headers, sent.Message.Arguments);
        writer.Text("uuid"u8, headers.Id);
        if (sent.Message.Protocol != TaskProtocol.V1)
        {
            writer.Text("root_id"u8, headers.RootId);
            writer.Text("parent_id"u8, headers.ParentId);
        }

        writer.Text("name"u8, headers.Task);
        writer.Text("args"u8, headers.ArgsRepr ?? PythonRepr.SafeRepr(WireValue.Tuple(
            arguments.ArgsValues ?? WireJsonReader.ReadDocument(arguments.ArgsJson.Span).AsItems())));
        writer.Text("kwargs"u8, headers.KwargsRepr ?? PythonRepr.SafeRepr(arguments.KwargsValues is { } map
            ? WireValue.Map(map)
            : WireJsonReader.ReadDocument(arguments.KwargsJson.Span)));
        writer.Integer("retries"u8, headers.Retries);
        writer.Text("eta"u8, headers.Eta?.ToString());
        writer.Text("expires"u8, headers.Expires?.ToString());
        writer.Text("queue"u8, sent.Target.Queue?.Name);
        writer.Text("exchange"u8, sent.Target.Exchange);
        writer.Text("routing_key"u8, sent.Target.RoutingKey);
    }
}
