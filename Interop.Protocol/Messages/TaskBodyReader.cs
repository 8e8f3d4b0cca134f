using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Takes task bodies apart; arguments in JSON stay slices of the body.</summary>
internal static class TaskBodyReader
{
    private const string ArgsRule = "The positional arguments of the task must be a list, found ";
    private const string KwargsRule = "Task keyword arguments must be a mapping, found ";

    /// <summary>Reads <c>[args, kwargs, embed]</c> from the start of the array to the end of the document.</summary>
    public static (TaskArguments Arguments, TaskEmbed Embed) ReadArray(ref WireJsonReader reader, ReadOnlyMemory<byte> body)
    {
        var args = Element(ref reader, body, WireJsonToken.StartArray, ArgsRule, 0);
        var kwargs = Element(ref reader, body, WireJsonToken.StartObject, KwargsRule, 1);
        reader.ReadRequired();
        if (reader.TokenType == WireJsonToken.EndArray)
        {
            throw WrongCount("2");
        }

        var embed = TaskEmbedCodec.Read(ref reader);
        reader.ReadRequired();
        if (reader.TokenType != WireJsonToken.EndArray)
        {
            throw WrongCount("more than 3");
        }

        reader.ReadToEnd();
        return (Json(args, kwargs), embed);
    }

    /// <summary>Reads a v1 body: its fields without the arguments, and these as slices; null when there is no <c>args</c> key.</summary>
    public static (WireMap Fields, TaskArguments? Arguments) ReadObject(ref WireJsonReader reader, ReadOnlyMemory<byte> body)
    {
        var fields = new WireMap(16);
        ReadOnlyMemory<byte>? args = null, kwargs = null;
        InvalidDataMark invalid = default;
        for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndObject; reader.ReadRequired())
        {
            if (reader.ValueEquals("args"u8))
            {
                reader.ReadRequired();
                invalid.Args = reader.TokenType == WireJsonToken.StartArray ? null : reader.TokenType;
                args = Slice(ref reader, body);
            }
            else if (reader.ValueEquals("kwargs"u8))
            {
                reader.ReadRequired();
                invalid.Kwargs = reader.TokenType == WireJsonToken.StartObject ? null : reader.TokenType;
                kwargs = Slice(ref reader, body);
            }
            else
            {
                var name = reader.GetString()!;
                reader.ReadRequired();
                fields.Set(name, reader.GetValue());
            }
        }

        reader.ReadToEnd();
        invalid.ThrowIfAny(fields);
        TaskArguments? arguments = null;
        if (args is not null || kwargs is not null)
        {
            arguments = TaskArguments.None with
            {
                ArgsJson = args ?? TaskArguments.None.ArgsJson,
                KwargsJson = kwargs ?? TaskArguments.None.KwargsJson,
            };
        }

        return (fields, arguments);
    }

    /// <summary>Takes a decoded <c>[args, kwargs, embed]</c> apart.</summary>
    public static (TaskArguments Arguments, TaskEmbed Embed) ReadItems(IReadOnlyList<WireValue> items) => items.Count == 3
        ? (Values(items[0], items[1]), TaskEmbedCodec.Read(items[2]))
        : throw WrongCount(items.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The arguments of a decoded v1 body; null when neither key is there.</summary>
    public static TaskArguments? ReadNamed(WireMap body, TaskLayout layout) => layout.Args < 0 && layout.Kwargs < 0
        ? null
        : Values(
            layout.Args < 0 ? WireValue.List([]) : body.Values[layout.Args],
            layout.Kwargs < 0 ? WireValue.Map(new WireMap()) : body.Values[layout.Kwargs]);

    /// <summary>Headers out of the fields of a v1 body; those of the message win. Celery: <c>hybrid_to_proto2</c>.</summary>
    /// <remarks>A header that is null or zero does not hide the body's value, where Python lets an explicit null hide it.</remarks>
    public static MessageHeaders HeadersOf(WireMap fields, TaskLayout layout, MessageHeaders message)
    {
        var builder = default(MessageHeadersBuilder);
        var values = fields.Values;
        foreach (var (index, name) in layout.Headers)
        {
            ref readonly var value = ref values[index];
            if (!value.IsNone)
            {
                builder.Set(name, value);
            }
        }

        if (layout.TaskSet >= 0 && TaskLayout.At(values, layout.Group).IsNone)
        {
            builder.Set(HeaderName.Group, values[layout.TaskSet]);
        }

        var body = builder.Build(isTask: true);
        return ReferenceEquals(message, MessageHeaders.Empty) ? body : message with
        {
            Lang = message.Lang ?? body.Lang,
            Task = message.Task ?? body.Task,
            Id = message.Id ?? body.Id,
            Shadow = message.Shadow ?? body.Shadow,
            Eta = message.Eta ?? body.Eta,
            Expires = message.Expires ?? body.Expires,
            Group = message.Group ?? body.Group,
            GroupIndex = message.GroupIndex ?? body.GroupIndex,
            Retries = message.Retries != 0 ? message.Retries : body.Retries,
            TimeLimit = message.TimeLimit != default ? message.TimeLimit : body.TimeLimit,
            RootId = message.RootId ?? body.RootId,
            ParentId = message.ParentId ?? body.ParentId,
            ArgsRepr = message.ArgsRepr ?? body.ArgsRepr,
            KwargsRepr = message.KwargsRepr ?? body.KwargsRepr,
            Origin = message.Origin ?? body.Origin,
            Malformed = message.Malformed is null ? body.Malformed
                : body.Malformed is null ? message.Malformed : [.. message.Malformed, .. body.Malformed],
        };
    }

    private static ReadOnlyMemory<byte> Element(
        ref WireJsonReader reader, ReadOnlyMemory<byte> body, WireJsonToken expected, string rule, int index)
    {
        reader.ReadRequired();
        if (reader.TokenType == WireJsonToken.EndArray)
        {
            throw WrongCount(index.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return reader.TokenType == expected ? Slice(ref reader, body) : throw new InvalidTaskException($"{rule}{reader.TokenType}.");
    }

    private static ReadOnlyMemory<byte> Slice(ref WireJsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = reader.TokenStart;
        reader.Skip();
        return body[start..reader.Position];
    }

    private static TaskArguments Json(ReadOnlyMemory<byte> args, ReadOnlyMemory<byte> kwargs) =>
        new() { ArgsJson = args, KwargsJson = kwargs };

    private static TaskArguments Values(WireValue args, WireValue kwargs)
    {
        if (args.Kind is not (WireKind.List or WireKind.Tuple))
        {
            throw new InvalidTaskException($"{ArgsRule}{args.Kind}.");
        }

        return kwargs.TryGetMap(out var named)
            ? new TaskArguments { ArgsValues = args.AsItems(), KwargsValues = WireText.WithTextKeys(named) }
            : throw new InvalidTaskException($"{KwargsRule}{kwargs.Kind}.");
    }

    private static InvalidTaskException WrongCount(string count) =>
        new($"The body of the task has {count} elements, expected three: [args, kwargs, embed].");

    // Whether a map is a task at all is known only at its end, and that matters more than what its arguments look like.
    private struct InvalidDataMark
    {
        public WireJsonToken? Args;
        public WireJsonToken? Kwargs;

        public readonly void ThrowIfAny(WireMap fields)
        {
            var rule = Args is not null ? ArgsRule : Kwargs is not null ? KwargsRule : null;
            if (rule is not null)
            {
                throw new InvalidTaskException($"{rule}{Args ?? Kwargs}.", fields["task"] is not null);
            }
        }
    }
}
