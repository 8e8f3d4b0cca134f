using System.Buffers;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>Result documents between bytes and records, keys in Python's order.</summary>
public static class ResultMetaCodec
{
    /// <summary>Reads a document of any release.</summary>
    /// <remarks>
    /// <para>Only <c>status</c> must be there. <see cref="ResultMeta.ResultJson"/> is a slice of <paramref name="json"/>, which therefore
    /// must not change. Members of <c>children</c> that are no handles are left out.</para>
    /// <para>In a state such as FAILURE a result that is no exception (no map, or one without <c>exc_type</c>) leaves
    /// <see cref="ResultMeta.Error"/> null and stays readable as <see cref="ResultMeta.ResultJson"/>; Python's reader raises
    /// <c>TypeError</c> or <c>ValueError</c> there.</para>
    /// </remarks>
    /// <exception cref="MessageDecodeException">Not a result document.</exception>
    public static ResultMeta Read(ReadOnlyMemory<byte> json)
    {
        var reader = new WireJsonReader(json.Span);
        reader.ReadRequired();
        if (reader.TokenType != WireJsonToken.StartObject)
        {
            throw new MessageDecodeException($"Expected a result document, a JSON object, found {reader.TokenType}.", reader.TokenStart);
        }

        var builder = new ResultMetaBuilder();
        for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndObject; reader.ReadRequired())
        {
            if (reader.ValueEquals("result"u8))
            {
                reader.ReadRequired();
                var start = reader.TokenStart;
                reader.Skip();
                builder.ResultJson = json[start..reader.Position];
            }
            else
            {
                var name = Messages.WireText.Cached(ref reader);
                reader.ReadRequired();
                builder.Set(name, name == "status" && reader.TokenType == WireJsonToken.String
                    ? Messages.WireText.Cached(ref reader)
                    : reader.GetValue());
            }
        }

        reader.ReadToEnd();
        return builder.Build();
    }

    /// <summary>Reads a document that another serializer has decoded; else as the overload for JSON.</summary>
    /// <remarks>The result is in <see cref="ResultMeta.ResultValue"/>. An exception object of a pickle is read as
    /// <see cref="ResultMeta.Error"/>, as is the map that stands for one.</remarks>
    /// <exception cref="MessageDecodeException">Not a result document.</exception>
    public static ResultMeta Read(WireValue document)
    {
        if (!document.TryGetMap(out var map))
        {
            throw new MessageDecodeException($"Expected a result document, a map, found a value of kind {document.Kind}.");
        }

        var builder = new ResultMetaBuilder { ResultValue = WireValue.None };
        foreach (var (key, value) in Messages.WireText.WithTextKeys(map))
        {
            var name = key.AsStringOrNull() ?? key.ToString();
            if (name == "result")
            {
                builder.ResultValue = value;
            }
            else
            {
                builder.Set(name, value);
            }
        }

        return builder.Build();
    }

    /// <summary>Reads a document of a backend whose <c>result_serializer</c> is known.</summary>
    /// <exception cref="MessageDecodeException">Not a result document of this serializer.</exception>
    public static ResultMeta Read(ReadOnlyMemory<byte> document, ContentCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return codec is JsonContentCodec ? Read(document) : Read(codec.Decode(document.Span));
    }

    /// <summary>Writes the document of key-value backends with any serializer; JSON in the dialect of the release.</summary>
    /// <remarks>Arguments of exceptions and extended arguments that the serializer cannot carry are replaced by their
    /// repr.</remarks>
    /// <exception cref="MessageEncodeException">The serializer cannot carry the result.</exception>
    public static void Write(IBufferWriter<byte> output, ResultMeta meta, CeleryRelease release, ContentCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (codec is JsonContentCodec)
        {
            Write(output, meta, release);
        }
        else
        {
            codec.Encode(output, ResultMetaValues.Document(meta, codec));
        }
    }

    /// <summary>The shorter message of the rpc backend with any serializer; else as <see cref="WriteRpc"/>.</summary>
    /// <exception cref="MessageEncodeException">The serializer cannot carry the result.</exception>
    public static EncodedContent EncodeRpc(ResultMeta meta, CeleryRelease release, ContentCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (codec is not JsonContentCodec)
        {
            return codec.Encode(ResultMetaValues.Rpc(meta, codec));
        }

        var body = new ArrayBufferWriter<byte>(256);
        WriteRpc(body, meta, release);
        return new EncodedContent(codec.ContentType, codec.ContentEncoding, body.WrittenMemory);
    }

    /// <summary>Writes the document of key-value backends (Redis, files, …).</summary>
    /// <remarks>Order: <c>status</c>, <c>result</c>, <c>traceback</c>, <c>children</c>, <c>date_done</c>, then <c>group_id</c> and
    /// <c>parent_id</c> if set, the extended keys, extra ones, <c>task_id</c>. Celery: <c>Backend._get_result_meta</c>.</remarks>
    /// <exception cref="MessageEncodeException">A value has no JSON form.</exception>
    public static void Write(IBufferWriter<byte> output, ResultMeta meta, CeleryRelease release)
    {
        var writer = new WireJsonWriter(output, release.Dialect());
        writer.BeginObject();
        WriteOutcome(ref writer, meta, release);
        writer.Name("date_done"u8);
        writer.String(meta.DateDone?.ToString());
        if (!string.IsNullOrEmpty(meta.GroupId))
        {
            writer.Name("group_id"u8);
            writer.String(meta.GroupId);
        }

        if (!string.IsNullOrEmpty(meta.ParentId))
        {
            writer.Name("parent_id"u8);
            writer.String(meta.ParentId);
        }

        if (meta.Extended is { } extended)
        {
            WriteExtended(ref writer, extended, release.Dialect());
        }

        WriteExtra(ref writer, meta.Extra);
        writer.Name("task_id"u8);
        writer.String(meta.TaskId);
        writer.EndObject();
        writer.Flush();
    }

    /// <summary>Writes the shorter message body of the rpc backend.</summary>
    /// <remarks>Order: <c>task_id</c>, <c>status</c>, <c>result</c>, <c>traceback</c>, <c>children</c>, nothing else. Celery:
    /// <c>celery/backends/rpc.py</c> <c>RPCBackend._to_result</c>.</remarks>
    /// <exception cref="MessageEncodeException">A value has no JSON form.</exception>
    public static void WriteRpc(IBufferWriter<byte> output, ResultMeta meta, CeleryRelease release)
    {
        var writer = new WireJsonWriter(output, release.Dialect());
        writer.BeginObject();
        writer.Name("task_id"u8);
        writer.String(meta.TaskId);
        WriteOutcome(ref writer, meta, release);
        writer.EndObject();
        writer.Flush();
    }

    /// <summary>What the key <c>result</c> holds.</summary>
    internal static void WriteResult(ref WireJsonWriter writer, ResultMeta meta, CeleryRelease release)
    {
        if (meta.Error is { } error)
        {
            RemoteErrorCodec.Write(ref writer, error, release);
        }
        else if (meta.ResultValue is { } value)
        {
            writer.Value(value);
        }
        else
        {
            writer.Raw(meta.ResultJson.Span);
        }
    }

    private static void WriteOutcome(ref WireJsonWriter writer, ResultMeta meta, CeleryRelease release)
    {
        writer.Name("status"u8);
        writer.String(meta.Status.Name);
        writer.Name("result"u8);
        WriteResult(ref writer, meta, release);
        writer.Name("traceback"u8);
        writer.String(meta.Traceback);
        writer.Name("children"u8);
        if (meta.Children is not { } children)
        {
            writer.Null();
            return;
        }

        writer.BeginArray();
        foreach (var child in children)
        {
            ResultTupleCodec.Write(ref writer, child);
        }

        writer.EndArray();
    }

    private static void WriteExtended(ref WireJsonWriter writer, ResultExtension extended, JsonDialect dialect)
    {
        writer.Name("name"u8);
        writer.String(extended.Name);
        writer.Name("args"u8);
        writer.Value(RemoteErrorCodec.Storable(extended.Args, dialect));
        writer.Name("kwargs"u8);
        writer.Value(RemoteErrorCodec.Storable(extended.Kwargs, dialect));
        writer.Name("worker"u8);
        writer.String(extended.Worker);
        writer.Name("retries"u8);
        writer.Integer(extended.Retries);
        writer.Name("queue"u8);
        writer.String(extended.Queue);
    }

    private static void WriteExtra(ref WireJsonWriter writer, WireMap? extra)
    {
        for (var i = 0; i < extra?.Count; i++)
        {
            var (key, value) = extra[i];
            writer.Name(key.AsStringOrNull() ?? key.ToString());
            writer.Value(value);
        }
    }
}
