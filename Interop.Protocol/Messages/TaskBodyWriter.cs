using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Task bodies as Python writes them. Celery: <c>AMQP.as_task_v2</c>, <c>AMQP.as_task_v1</c>.</summary>
internal static class TaskBodyWriter
{
    // [args, kwargs, {"callbacks": …, "errbacks": …, "chain": …, "chord": …}]
    public static void WriteV2(ref WireJsonWriter writer, TaskMessage task, CeleryRelease release)
    {
        writer.BeginArray();
        WriteArgs(ref writer, task.Arguments);
        WriteKwargs(ref writer, task.Arguments);
        TaskEmbedCodec.Write(ref writer, task.Embed, release);
        writer.EndArray();
    }

    // {"task", "id", "args", "kwargs", "group", "group_index", "retries", "eta", "expires", "utc", "callbacks", "errbacks",
    //  "timelimit", "taskset", "chord"}
    public static void WriteV1(ref WireJsonWriter writer, TaskMessage task, CeleryRelease release)
    {
        var headers = task.Headers;
        writer.BeginObject();
        writer.Name("task"u8);
        writer.String(headers.Task);
        writer.Name("id"u8);
        writer.String(headers.Id);
        writer.Name("args"u8);
        WriteArgs(ref writer, task.Arguments);
        writer.Name("kwargs"u8);
        WriteKwargs(ref writer, task.Arguments);
        writer.Name("group"u8);
        writer.String(headers.Group);
        writer.Name("group_index"u8);
        writer.Integer(headers.GroupIndex);
        writer.Name("retries"u8);
        writer.Integer(headers.Retries);
        writer.Name("eta"u8);
        writer.String(headers.Eta?.ToString());
        writer.Name("expires"u8);
        writer.String(headers.Expires?.ToString());
        writer.Name("utc"u8);
        writer.Boolean(task.Utc);
        writer.Name("callbacks"u8);
        TaskEmbedCodec.WriteList(ref writer, task.Embed.Callbacks, release);
        writer.Name("errbacks"u8);
        TaskEmbedCodec.WriteList(ref writer, task.Embed.Errbacks, release);
        writer.Name("timelimit"u8);
        MessageHeadersWriter.WriteTimeLimit(ref writer, headers.TimeLimit);
        writer.Name("taskset"u8);
        writer.String(headers.Group);
        writer.Name("chord"u8);
        TaskEmbedCodec.WriteOne(ref writer, task.Embed.Chord, release);
        writer.EndObject();
    }

    private static void WriteArgs(ref WireJsonWriter writer, TaskArguments arguments)
    {
        if (arguments.IsJson)
        {
            writer.Raw(arguments.ArgsJson.Span);
        }
        else
        {
            writer.Value(WireValue.List(arguments.ArgsValues!));
        }
    }

    private static void WriteKwargs(ref WireJsonWriter writer, TaskArguments arguments)
    {
        if (arguments.IsJson)
        {
            writer.Raw(arguments.KwargsJson.Span);
        }
        else
        {
            writer.Value(arguments.KwargsValues ?? new WireMap());
        }
    }
}
