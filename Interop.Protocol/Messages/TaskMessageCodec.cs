using System.Buffers;
using System.Text.Unicode;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Task messages, v1 and v2 and the hybrid of both, between wire and records.</summary>
/// <remarks>
/// <para>A header <c>task</c> makes a message v2, whatever its body looks like; a map with <c>args</c> under such headers is the hybrid
/// form. Without that header a map with <c>task</c> is v1, and anything else is no task. Celery: <c>Consumer.create_task_handler</c>,
/// <c>celery/worker/strategy.py</c>.</para>
/// <para>Saner than Python, on purpose: a missing or null <c>id</c>, an empty body, one that has not three elements, and positional
/// arguments that are no list are refused here, while Python's worker ends or runs the wrong call; a numeric id becomes text; the
/// group of a v1 task may be called <c>taskset</c> although <c>args</c> is there (Celery 3.1 sends nothing else, and later releases
/// lose its chords over it).</para>
/// </remarks>
public static class TaskMessageCodec
{
    private static readonly JsonContentCodec Json = new();

    /// <summary>Reads a task whose body is JSON and no longer compressed.</summary>
    /// <remarks>Arguments stay slices of <paramref name="jsonBody"/>, which therefore must not change while the task lives.</remarks>
    /// <exception cref="MessageDecodeException">The body is not JSON.</exception>
    /// <exception cref="InvalidTaskException">It is JSON, but no task that can be run; the message says why.</exception>
    public static TaskMessage Read(WireMessage message, ReadOnlyMemory<byte> jsonBody)
    {
        var isTask = IsTask(message.Headers);
        if (jsonBody.IsEmpty)
        {
            throw new InvalidTaskException("The body of the message is empty, expected [args, kwargs, embed].", isTask);
        }

        // The arguments are kept as they are, so what is wrong in their texts must come out here.
        if (!Utf8.IsValid(jsonBody.Span))
        {
            throw new MessageDecodeException("The body of the message is not UTF-8.");
        }

        var reader = new WireJsonReader(jsonBody.Span);
        reader.ReadRequired();
        switch (reader.TokenType)
        {
            case WireJsonToken.StartArray when isTask:
                var (arguments, embed) = TaskBodyReader.ReadArray(ref reader, jsonBody);
                return Task(message, message.Headers, arguments, embed, TaskProtocol.V2);
            case WireJsonToken.StartObject:
                var (fields, named) = TaskBodyReader.ReadObject(ref reader, jsonBody);
                return FromMap(message, fields, TaskLayout.Of(fields), named, isTask);
            default:
                var kind = reader.TokenType;
                reader.Skip();
                reader.ReadToEnd();
                throw Unknown(isTask, kind == WireJsonToken.StartArray ? "a list" : kind.ToString());
        }
    }

    /// <summary>Reads a task whose body another serializer has decoded.</summary>
    /// <exception cref="InvalidTaskException">It is no task that can be run; the message says why.</exception>
    public static TaskMessage Read(WireMessage message, WireValue body)
    {
        var isTask = IsTask(message.Headers);
        switch (body.Kind)
        {
            case WireKind.List or WireKind.Tuple when isTask:
                var (arguments, embed) = TaskBodyReader.ReadItems(body.AsItems());
                return Task(message, message.Headers, arguments, embed, TaskProtocol.V2);
            default:
                if (!body.TryGetMap(out var map))
                {
                    throw Unknown(isTask, $"of kind {body.Kind}");
                }

                var layout = TaskLayout.Of(map);
                if (!layout.IsText)
                {
                    map = WireText.WithTextKeys(map);
                    layout = TaskLayout.Of(map);
                }

                return FromMap(message, map, layout, TaskBodyReader.ReadNamed(map, layout), isTask);
        }
    }

    /// <summary>Writes the JSON body of a message in the form its <see cref="TaskMessage.Protocol"/> names; a hybrid as v2.</summary>
    /// <exception cref="MessageEncodeException">An argument has no JSON form.</exception>
    public static void WriteBody(IBufferWriter<byte> output, TaskMessage task, CeleryRelease release)
    {
        var writer = new WireJsonWriter(output, release.Dialect());
        if (task.Protocol == TaskProtocol.V1)
        {
            TaskBodyWriter.WriteV1(ref writer, task, release);
        }
        else
        {
            TaskBodyWriter.WriteV2(ref writer, task, release);
        }

        writer.Flush();
    }

    /// <summary>The body of a message as a value, in the form its <see cref="TaskMessage.Protocol"/> names; a hybrid as v2.</summary>
    /// <param name="task">The task.</param>
    /// <param name="release">The release it looks like.</param>
    /// <param name="objects">True to keep signatures as the objects that pickle carries
    /// (<see cref="ContentCodec.CarriesObjects"/>), false for plain maps.</param>
    /// <exception cref="MessageDecodeException">Arguments that are JSON text are not JSON.</exception>
    public static WireValue ToValue(TaskMessage task, CeleryRelease release, bool objects) => task.Protocol == TaskProtocol.V1
        ? TaskBodyValues.V1(task, release, objects)
        : TaskBodyValues.V2(task, release, objects);

    /// <summary>Serializes the body of a message.</summary>
    /// <remarks>JSON is written in the dialect of <paramref name="release"/>.</remarks>
    /// <exception cref="MessageEncodeException">An argument that the serializer cannot carry.</exception>
    public static EncodedContent EncodeBody(TaskMessage task, CeleryRelease release, ContentCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (codec is not JsonContentCodec)
        {
            return codec.Encode(ToValue(task, release, codec.CarriesObjects));
        }

        var body = new ArrayBufferWriter<byte>(256);
        WriteBody(body, task, release);
        return new EncodedContent(codec.ContentType, codec.ContentEncoding, body.WrittenMemory);
    }

    /// <summary>The message to publish: properties and headers as given (headers emptied for v1), body serialized.</summary>
    /// <remarks>Content type and encoding become those of the serializer. Headers of a v1 task that are not Celery's own are
    /// kept.</remarks>
    /// <param name="task">The task.</param>
    /// <param name="release">The release it looks like.</param>
    /// <param name="codec">The serializer; JSON if null.</param>
    /// <exception cref="MessageEncodeException">An argument that the serializer cannot carry.</exception>
    public static WireMessage Write(TaskMessage task, CeleryRelease release, ContentCodec? codec = null)
    {
        var content = EncodeBody(task, release, codec ?? Json);
        var properties = task.Properties;
        return new WireMessage
        {
            Properties = properties.ContentType == content.ContentType && properties.ContentEncoding == content.ContentEncoding
                ? properties
                : properties with { ContentType = content.ContentType, ContentEncoding = content.ContentEncoding },
            Headers = HeadersOf(task),
            Body = content.Body,
        };
    }

    /// <summary>The headers that travel: of a v1 task only those that are not Celery's own.</summary>
    public static MessageHeaders HeadersOf(TaskMessage task) => task.Protocol != TaskProtocol.V1 ? task.Headers
        : task.Headers.Extra is { } extra ? new MessageHeaders { Extra = extra } : MessageHeaders.Empty;

    private static bool IsTask(MessageHeaders headers) =>
        headers.Task is not null || (headers.Malformed?.Any(header => header.Name == "task") ?? false);

    private static TaskMessage FromMap(WireMessage message, WireMap fields, TaskLayout layout, TaskArguments? arguments, bool isTask)
    {
        if (!isTask && TaskLayout.At(fields.Values, layout.Task).IsNone)
        {
            throw Unknown(isTask, "a map without 'task'");
        }

        if (isTask && arguments is null)
        {
            throw new InvalidTaskException(
                "The body of the task is a map without 'args' and 'kwargs', expected [args, kwargs, embed] below a header 'task'.");
        }

        return Task(
            message,
            TaskBodyReader.HeadersOf(fields, layout, message.Headers),
            arguments ?? TaskArguments.None,
            TaskEmbedCodec.Read(fields, layout),
            isTask ? TaskProtocol.Hybrid : TaskProtocol.V1,
            layout.Utc < 0 || WireText.IsTruthy(fields.Values[layout.Utc]));
    }

    private static TaskMessage Task(
        WireMessage message, MessageHeaders headers, TaskArguments arguments, TaskEmbed embed, TaskProtocol protocol, bool utc = true)
    {
        if (headers.Malformed is { } malformed)
        {
            var header = malformed[0];
            throw new InvalidTaskException(
                $"The task {headers.Task}[{headers.Id}] has an unusable '{header.Name}': {Text.PythonRepr.SafeRepr(header.Value, 80)}, "
                + $"expected {header.Expected}.");
        }

        if (headers.Id is null)
        {
            throw new InvalidTaskException(
                $"The task {headers.Task} has no id. Send one in the {(protocol == TaskProtocol.V1 ? "body" : "headers")} as 'id'.");
        }

        return new TaskMessage
        {
            Properties = message.Properties,
            Headers = headers,
            Arguments = arguments,
            Embed = embed,
            Protocol = protocol,
            Utc = utc,
        };
    }

    private static InvalidTaskException Unknown(bool isTask, string found) => isTask
        ? new InvalidTaskException($"The body of the task is {found}, expected [args, kwargs, embed].")
        : new InvalidTaskException(
            $"The message is no task: no header 'task', and its body is {found}, expected a map with 'task'.", isTask: false);
}
