using Interop.Protocol.Values;
using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace InteropWorker.Tasks;

/// <summary>Tasks that tell what they were called with.</summary>
internal static class RequestTasks
{
    public static void Map(CeleryWorkerBuilder worker)
    {
        worker.Map("ids", Ids);
        worker.Map("collect_ids", (TaskContext task, WireValue res, WireValue i) => WireValue.List([res, Ids(task, i)]));
        worker.Map("return_priority", Priority);
        worker.Map("return_properties", Properties);
    }

    private static WireValue Ids(TaskContext task, WireValue i) => WireValue.List([task.RootId, task.ParentId, i]);

    private static string Priority(TaskContext task, params WireValue[] args) =>
        $"Priority: {(task.Priority is { } priority ? WireValue.Integer(priority) : WireValue.None)}";

    private static WireMap Properties(TaskContext task)
    {
        var properties = task.Properties;
        var map = new WireMap();
        Add("content_type", properties.ContentType);
        Add("content_encoding", properties.ContentEncoding);
        Add("correlation_id", properties.CorrelationId);
        Add("reply_to", properties.ReplyTo);
        Add("app_id", properties.AppId);
        Add("message_id", properties.MessageId);
        Add("type", properties.Type);
        Add("expiration", properties.Expiration);
        Add("delivery_mode", properties.DeliveryMode is { } mode ? mode : WireValue.None);
        Add("priority", properties.Priority is { } priority ? priority : WireValue.None);
        Add("body_encoding", properties.BodyEncoding);
        Add("delivery_tag", properties.DeliveryTag);
        foreach (var (name, value) in properties.Extra ?? [])
        {
            map.Set(name, value);
        }

        return map;

        void Add(string name, WireValue value)
        {
            if (!value.IsNone)
            {
                map.Set(name, value);
            }
        }
    }
}
