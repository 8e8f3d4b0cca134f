using Interop.Protocol.Canvas;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Task bodies as values, for serializers other than JSON. Celery: <c>AMQP.as_task_v2</c>, <c>AMQP.as_task_v1</c>.</summary>
/// <remarks>Tuples where Python has tuples in memory, so that pickle carries them as such; the other serializers make lists of
/// them.</remarks>
internal static class TaskBodyValues
{
    // (args, kwargs, {"callbacks": …, "errbacks": …, "chain": …, "chord": …})
    public static WireValue V2(TaskMessage task, CeleryRelease release, bool objects)
    {
        var embed = new WireMap(4)
            .With("callbacks", List(task.Embed.Callbacks, release, objects, AsDict(release)))
            .With("errbacks", List(task.Embed.Errbacks, release, objects, AsDict(release)))
            .With("chain", List(task.Embed.Chain, release, objects, asDict: false))
            .With("chord", One(task.Embed.Chord, release, objects));
        foreach (var (key, value) in task.Embed.Extra ?? new WireMap())
        {
            embed.Set(key, value);
        }

        return WireValue.Tuple([Args(task.Arguments), Kwargs(task.Arguments), embed]);
    }

    // Keys as in TaskBodyWriter.WriteV1.
    public static WireValue V1(TaskMessage task, CeleryRelease release, bool objects)
    {
        var headers = task.Headers;
        return new WireMap(15)
            .With("task", headers.Task)
            .With("id", headers.Id)
            .With("args", Args(task.Arguments))
            .With("kwargs", Kwargs(task.Arguments))
            .With("group", headers.Group)
            .With("group_index", headers.GroupIndex is { } index ? index : WireValue.None)
            .With("retries", headers.Retries)
            .With("eta", headers.Eta?.ToString())
            .With("expires", headers.Expires?.ToString())
            .With("utc", task.Utc)
            .With("callbacks", List(task.Embed.Callbacks, release, objects, AsDict(release)))
            .With("errbacks", List(task.Embed.Errbacks, release, objects, AsDict(release)))
            .With("timelimit", WireValue.Tuple(
                [MessageHeadersWriter.Seconds(headers.TimeLimit.Hard), MessageHeadersWriter.Seconds(headers.TimeLimit.Soft)]))
            .With("taskset", headers.Group)
            .With("chord", One(task.Embed.Chord, release, objects));
    }

    private static WireValue Args(TaskArguments arguments) => WireValue.Tuple(
        arguments.ArgsValues ?? WireJsonReader.ReadDocument(arguments.ArgsJson.Span).AsItems());

    private static WireValue Kwargs(TaskArguments arguments)
    {
        if (!arguments.IsJson)
        {
            return arguments.KwargsValues ?? new WireMap();
        }

        return WireJsonReader.ReadDocument(arguments.KwargsJson.Span);
    }

    private static WireValue List(IReadOnlyList<Signature>? signatures, CeleryRelease release, bool objects, bool asDict) =>
        signatures is null ? WireValue.None : WireValue.List([.. signatures.Select(signature => Value(signature, release, objects, asDict))]);

    private static WireValue One(Signature? signature, CeleryRelease release, bool objects) =>
        signature is null ? WireValue.None : Value(signature, release, objects, AsDict(release));

    // 5.0 makes dicts of callbacks, errbacks and the chord (utf8dict), but not of what is inside of them, nor of the chain.
    private static bool AsDict(CeleryRelease release) => release < CeleryRelease.V52;

    private static WireValue Value(Signature signature, CeleryRelease release, bool objects, bool asDict)
    {
        var value = SignatureCodec.ToValue(signature, release, objects);
        return asDict && value.Kind == WireKind.Object ? value.AsObject().Args[0] : value;
    }
}
