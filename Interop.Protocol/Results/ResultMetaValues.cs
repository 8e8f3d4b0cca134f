using System.Buffers;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>Result documents as values, for serializers other than JSON. Celery: <c>Backend._get_result_meta</c>,
/// <c>Backend.prepare_exception</c>.</summary>
internal static class ResultMetaValues
{
    public static WireMap Document(ResultMeta meta, ContentCodec codec)
    {
        var map = Outcome(new WireMap(12), meta, codec).With("date_done", meta.DateDone?.ToString());
        if (!string.IsNullOrEmpty(meta.GroupId))
        {
            map.With("group_id", meta.GroupId);
        }

        if (!string.IsNullOrEmpty(meta.ParentId))
        {
            map.With("parent_id", meta.ParentId);
        }

        if (meta.Extended is { } extended)
        {
            map.With("name", extended.Name)
                .With("args", Storable(extended.Args, codec))
                .With("kwargs", Storable(extended.Kwargs, codec))
                .With("worker", extended.Worker)
                .With("retries", extended.Retries is { } retries ? retries : WireValue.None)
                .With("queue", extended.Queue);
        }

        foreach (var (key, value) in meta.Extra ?? new WireMap())
        {
            map.Set(key, value);
        }

        return map.With("task_id", meta.TaskId);
    }

    public static WireMap Rpc(ResultMeta meta, ContentCodec codec) =>
        Outcome(new WireMap(5).With("task_id", meta.TaskId), meta, codec);

    /// <summary>The value, or its repr where the serializer cannot carry it. Celery: <c>ensure_serializable</c>.</summary>
    public static WireValue Storable(WireValue value, ContentCodec codec)
    {
        switch (value.Kind)
        {
            case WireKind.None or WireKind.Boolean or WireKind.Integer or WireKind.Float or WireKind.String:
                return value;
            default:
                try
                {
                    codec.Encode(new ArrayBufferWriter<byte>(), value);
                    return value;
                }
                catch (MessageEncodeException)
                {
                    return PythonRepr.SafeRepr(value);
                }
        }
    }

    /// <summary>What the key <c>result</c> holds.</summary>
    public static WireValue Result(ResultMeta meta, ContentCodec codec) => meta.Error is { } error
        ? RemoteErrorCodec.ToValue(error, codec)
        : meta.ResultValue ?? WireJsonReader.ReadDocument(meta.ResultJson.Span);

    private static WireMap Outcome(WireMap map, ResultMeta meta, ContentCodec codec) => map
        .With("status", meta.Status.Name)
        .With("result", Result(meta, codec))
        .With("traceback", meta.Traceback)
        .With("children", meta.Children is { } children
            ? WireValue.List([.. children.Select(ResultTupleCodec.ToTuple)])
            : WireValue.None);
}
