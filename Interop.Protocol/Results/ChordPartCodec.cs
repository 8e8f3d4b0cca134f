using System.Buffers;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>What a part of a chord leaves for its body: <c>[1, id, state, result]</c>. Celery: <c>RedisBackend.on_chord_part_return</c>.</summary>
public static class ChordPartCodec
{
    /// <summary>Writes a part, with the result as its record has it.</summary>
    /// <exception cref="MessageEncodeException">The serializer cannot carry the result.</exception>
    public static void Write(IBufferWriter<byte> output, ResultMeta part, CeleryRelease release, ContentCodec codec)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(codec);
        if (codec is not JsonContentCodec)
        {
            codec.Encode(output, WireValue.List([1, part.TaskId, part.Status.Name, ResultMetaValues.Result(part, codec)]));
            return;
        }

        var writer = new WireJsonWriter(output, release.Dialect());
        writer.BeginArray();
        writer.Integer(1);
        writer.String(part.TaskId);
        writer.String(part.Status.Name);
        ResultMetaCodec.WriteResult(ref writer, part, release);
        writer.EndArray();
        writer.Flush();
    }

    /// <summary>Reads a part. <see cref="ResultMeta.ResultJson"/> is a slice of <paramref name="document"/>.</summary>
    /// <exception cref="MessageDecodeException">No part of a chord.</exception>
    public static ResultMeta Read(ReadOnlyMemory<byte> document, ContentCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return codec is JsonContentCodec ? ReadJson(document) : ReadValue(codec.Decode(document.Span));
    }

    private static ResultMeta ReadJson(ReadOnlyMemory<byte> json)
    {
        var reader = new WireJsonReader(json.Span);
        reader.ReadRequired();
        if (reader.TokenType != WireJsonToken.StartArray)
        {
            throw Unusable();
        }

        var builder = new ResultMetaBuilder();
        var place = 0;
        for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndArray; reader.ReadRequired(), place++)
        {
            switch (place)
            {
                case 1 or 2:
                    builder.Set(place == 1 ? "task_id" : "status", reader.GetValue());
                    break;
                case 3:
                    var start = reader.TokenStart;
                    reader.Skip();
                    builder.ResultJson = json[start..reader.Position];
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.ReadToEnd();
        return place >= 4 ? builder.Build() : throw Unusable();
    }

    private static ResultMeta ReadValue(WireValue value)
    {
        if (value.Kind is not (WireKind.List or WireKind.Tuple) || value.AsItems() is not [_, var id, var state, var result, ..])
        {
            throw Unusable();
        }

        var builder = new ResultMetaBuilder { ResultValue = result };
        builder.Set("task_id", id);
        builder.Set("status", state);
        return builder.Build();
    }

    private static MessageDecodeException Unusable() => new("Expected a part of a chord, [1, id, state, result].");
}
