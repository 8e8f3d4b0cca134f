using System.Buffers;
using Interop.Protocol.Results;
using Interop.Protocol.Values;
using Interop.Worker.Registration.Binding;

namespace Interop.Worker.Execution.Canvas;

/// <summary>Results of several tasks as one list..</summary>
internal static class GatheredResults
{
    /// <summary>Those of parts that are at hand. Celery: <c>_unpack_chord_result</c>.</summary>
    /// <exception cref="ChordFailedException">One of them failed.</exception>
    public static TaskReturn Of(IReadOnlyList<ResultMeta> parts) => List([.. parts.Select(Value)]);

    private static TaskReturn Value(ResultMeta meta) => meta.Status.IsPropagated
        ? throw new ChordFailedException(meta.TaskId, meta.Error ?? new RemoteError { Type = "Exception", Module = "builtins" })
        : new TaskReturn(meta.ResultJson, meta.ResultValue);

    /// <summary>JSON stays JSON: nothing of it is parsed.</summary>
    private static TaskReturn List(IReadOnlyList<TaskReturn> results)
    {
        if (results.Any(result => result.Value is not null))
        {
            return new TaskReturn(default, WireValue.List([.. results.Select(result => result.ToValue())]));
        }

        var json = new ArrayBufferWriter<byte>(results.Sum(result => result.Json.Length + 2) + 2);
        json.Write("["u8);
        for (var i = 0; i < results.Count; i++)
        {
            json.Write(i == 0 ? [] : ", "u8);
            json.Write(results[i].Json.Span);
        }

        json.Write("]"u8);
        return new TaskReturn(json.WrittenMemory);
    }
}
