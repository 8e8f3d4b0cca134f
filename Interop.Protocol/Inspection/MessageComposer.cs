using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Serialization.Pickle;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>Makes a task message out of what <see cref="MessageInspector"/> says of one, or out of as little as
/// <c>{"task": "tasks.add", "args": [2, 3]}</c>.</summary>
public static class MessageComposer
{
    /// <summary>Makes the message. Headers and properties are taken as they are; what is missing is filled in as Celery does.</summary>
    /// <param name="document">Keys as of <see cref="Inspection.ToMap"/>; all but <c>task</c> may be missing. <c>options</c> may hold more
    /// headers (of a v1 task: more keys of the body), such as <c>eta</c>.</param>
    /// <param name="options">How to write.</param>
    /// <exception cref="MessageEncodeException">No task, or a value that the serializer cannot carry.</exception>
    public static ComposedMessage Compose(WireMap document, ComposeOptions options)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(options);
        SelfReference.Refuse(document);
        var task = document["task"] is { IsNone: false } name ? name
            : throw new MessageEncodeException("The document has no 'task'; only tasks can be written. Give at least {\"task\": \"…\"}.");
        var id = document["id"] is { IsNone: false } given ? given : options.NewId().ToString("D");
        var args = document["args"] is { IsNone: false } some ? some : WireValue.List([]);
        var kwargs = document["kwargs"] is { IsNone: false } named ? named : new WireMap();
        var isV2 = (options.Protocol ?? (document["protocol"]?.TryGetInt64(out var protocol) == true ? protocol : 2)) != 1;
        var headers = Part(document, "headers")?.Clone() ?? (isV2 ? DefaultHeaders(task, id, args, kwargs, options.Release) : new WireMap());
        var more = Part(document, "options") ?? new WireMap();
        var fields = Part(document, "fields");
        var isHybrid = isV2 && fields is not null;
        var body = isV2 && !isHybrid
            ? WireValue.Tuple([args, kwargs, document["embed"] ?? DefaultEmbed()])
            : BodyV1(task, id, args, kwargs, fields, isHybrid ? new WireMap() : more, document["embed"] ?? new WireMap());
        if (isV2)
        {
            Overlay(headers, more);
        }

        var properties = Properties(document, id, options.NewId);
        var codec = Codec(properties["content_type"]?.AsStringOrNull(), options);
        var content = codec.Encode(body);
        if (properties["content_type"]?.AsStringOrNull() != content.ContentType)
        {
            properties.With("content_type", content.ContentType).With("content_encoding", content.ContentEncoding);
        }

        return new ComposedMessage
        {
            Headers = headers,
            Properties = properties,
            Body = Compress(headers, content.Body, options),
            Release = options.Release,
        };
    }

    private static WireMap? Part(WireMap document, string name) => document[name] switch
    {
        null or { IsNone: true } => null,
        { Kind: WireKind.Map } map => map.AsMap(),
        { } other => throw new MessageEncodeException($"'{name}' is {PythonValues.TypeName(other)}, expected an object."),
    };

    private static WireMap DefaultHeaders(WireValue task, WireValue id, WireValue args, WireValue kwargs, CeleryRelease release)
    {
        var typed = new MessageHeaders
        {
            Lang = "py",
            Task = task.AsStringOrNull() ?? throw new MessageEncodeException("'task' is no text. Give headers of your own to write such a message."),
            Id = id.AsStringOrNull() ?? throw new MessageEncodeException("'id' is no text. Give headers of your own to write such a message."),
            RootId = id.AsString(),
            ArgsRepr = PythonRepr.SafeRepr(args.IsSequence ? WireValue.Tuple(args.AsItems()) : args),
            KwargsRepr = PythonRepr.SafeRepr(kwargs),
        };
        return MessageHeadersCodec.ToMap(typed, release);
    }

    private static WireValue DefaultEmbed() => new WireMap(4)
        .With("callbacks", WireValue.None).With("errbacks", WireValue.None).With("chain", WireValue.None).With("chord", WireValue.None);

    // Keys as AMQP.as_task_v1 has them; a chain has no place in a v1 body.
    private static WireValue BodyV1(
        WireValue task, WireValue id, WireValue args, WireValue kwargs, WireMap? fields, WireMap more, WireValue embed)
    {
        var body = new WireMap(15).With("task", task).With("id", id).With("args", args).With("kwargs", kwargs);
        Overlay(body, fields ?? new WireMap(8)
            .With("group", WireValue.None).With("group_index", WireValue.None).With("retries", 0).With("eta", WireValue.None)
            .With("expires", WireValue.None).With("utc", true).With("timelimit", new[] { WireValue.None, WireValue.None })
            .With("taskset", WireValue.None));
        Overlay(body, more);
        if (!embed.TryGetMap(out var follow))
        {
            throw new MessageEncodeException($"'embed' is {PythonValues.TypeName(embed)}, expected an object.");
        }

        if (follow["chain"] is { } chain && WireText.IsTruthy(chain))
        {
            throw new MessageEncodeException("A v1 task cannot carry a chain. Put its next step into 'callbacks', or write protocol 2.");
        }

        foreach (var (key, value) in follow)
        {
            if (key.AsStringOrNull() != "chain")
            {
                body.Set(key, value);
            }
        }

        return body;
    }

    private static WireMap Properties(WireMap document, WireValue id, Func<Guid> newId) =>
        Part(document, "properties")?.Clone() ?? new WireMap(9)
            .With("content_type", WireValue.None)
            .With("content_encoding", WireValue.None)
            .With("correlation_id", id)
            .With("reply_to", "")
            .With("delivery_mode", 2)
            .With("delivery_info", new WireMap(2).With("exchange", "").With("routing_key", "celery"))
            .With("priority", 0)
            .With("body_encoding", "base64")
            .With("delivery_tag", newId().ToString("D"));

    private static ContentCodec Codec(string? contentType, ComposeOptions options)
    {
        var name = options.Serializer ?? (contentType is { Length: > 0 } && options.Serializers.Find(contentType) is { } known ? known.Name : "json");
        return options.Serializers.Get(name) switch
        {
            JsonContentCodec => new JsonContentCodec(options.Release.Dialect()),
            PickleContentCodec pickle => new PickleContentCodec(
                pickle.Options with { Protocol = PickleOptions.For(options.Release).Protocol }),
            var other => other,
        };
    }

    private static ReadOnlyMemory<byte> Compress(WireMap headers, ReadOnlyMemory<byte> body, ComposeOptions options)
    {
        var name = options.Compression ?? headers["compression"]?.AsStringOrNull();
        if (string.IsNullOrEmpty(name))
        {
            return body;
        }

        var compressor = options.Compressions.Get(name);
        if (options.Compression is not null)
        {
            headers.Remove("compression");
            headers.With("compression", compressor.ContentType);
        }

        return compressor.Compress(body.Span);
    }

    private static void Overlay(WireMap map, WireMap more)
    {
        foreach (var (key, value) in more)
        {
            map.Set(key, value);
        }
    }
}
