using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>The third element of a v2 body, and the same keys of a v1 body.</summary>
internal static class TaskEmbedCodec
{
    private static ReadOnlySpan<byte> NothingFollows => """{"callbacks": null, "errbacks": null, "chain": null, "chord": null}"""u8;

    /// <summary>Reads the value the reader stands on.</summary>
    public static TaskEmbed Read(ref WireJsonReader reader)
    {
        if (reader.TokenType != WireJsonToken.StartObject)
        {
            return Read(reader.GetValue());
        }

        // Most tasks have nothing to follow: all four keys null. Only otherwise is a tree built.
        if (reader.TrySkip(NothingFollows))
        {
            return TaskEmbed.Empty;
        }

        var ahead = reader;
        for (ahead.ReadRequired(); ahead.TokenType != WireJsonToken.EndObject; ahead.ReadRequired())
        {
            ahead.ReadRequired();
            if (ahead.TokenType != WireJsonToken.Null)
            {
                return Read(reader.GetValue());
            }
        }

        reader = ahead;
        return TaskEmbed.Empty;
    }

    /// <summary>Reads a decoded value. Like Python, anything false (<c>null</c>, <c>{}</c>, <c>[]</c>) means that nothing follows.</summary>
    public static TaskEmbed Read(WireValue value)
    {
        if (!WireText.IsTruthy(value))
        {
            return TaskEmbed.Empty;
        }

        return value.TryGetMap(out var map)
            ? Read(WireText.WithTextKeys(map))
            : throw new InvalidTaskException($"The third element of the task's body is of kind {value.Kind}, expected a map.");
    }

    /// <summary>Reads the fields of a v1 body.</summary>
    public static TaskEmbed Read(WireMap body, TaskLayout layout)
    {
        var values = body.Values;
        var callbacks = TaskLayout.At(values, layout.Callbacks);
        var errbacks = TaskLayout.At(values, layout.Errbacks);
        var chord = TaskLayout.At(values, layout.Chord);
        return callbacks.IsNone && errbacks.IsNone && !WireText.IsTruthy(chord)
            ? TaskEmbed.Empty
            : new TaskEmbed
            {
                Callbacks = List("callbacks", callbacks),
                Errbacks = List("errbacks", errbacks),
                Chord = WireText.IsTruthy(chord) ? One("chord", chord) : null,
            };
    }

    /// <summary>Reads the map of a v2 body; other keys are carried on.</summary>
    private static TaskEmbed Read(WireMap map)
    {
        IReadOnlyList<Signature>? callbacks = null, errbacks = null, chain = null;
        Signature? chord = null;
        WireMap? extra = null;
        foreach (var (key, item) in map)
        {
            switch (key.AsStringOrNull())
            {
                case "callbacks":
                    callbacks = List("callbacks", item);
                    break;
                case "errbacks":
                    errbacks = List("errbacks", item);
                    break;
                case "chain":
                    chain = List("chain", item);
                    break;
                case "chord":
                    chord = WireText.IsTruthy(item) ? One("chord", item) : null;
                    break;
                default:
                    (extra ??= new WireMap(1)).Set(key, item);
                    break;
            }
        }

        return callbacks is null && errbacks is null && chain is null && chord is null && extra is null
            ? TaskEmbed.Empty
            : new TaskEmbed { Callbacks = callbacks, Errbacks = errbacks, Chain = chain, Chord = chord, Extra = extra };
    }

    /// <summary>Writes the map of a v2 body.</summary>
    public static void Write(ref WireJsonWriter writer, TaskEmbed embed, CeleryRelease release)
    {
        writer.BeginObject();
        writer.Name("callbacks"u8);
        WriteList(ref writer, embed.Callbacks, release);
        writer.Name("errbacks"u8);
        WriteList(ref writer, embed.Errbacks, release);
        writer.Name("chain"u8);
        WriteList(ref writer, embed.Chain, release);
        writer.Name("chord"u8);
        WriteOne(ref writer, embed.Chord, release);
        for (var i = 0; i < embed.Extra?.Count; i++)
        {
            var (key, item) = embed.Extra[i];
            writer.Name(key.AsStringOrNull() ?? key.ToString());
            writer.Value(item);
        }

        writer.EndObject();
    }

    public static void WriteList(ref WireJsonWriter writer, IReadOnlyList<Signature>? signatures, CeleryRelease release)
    {
        if (signatures is null)
        {
            writer.Null();
            return;
        }

        writer.BeginArray();
        foreach (var signature in signatures)
        {
            SignatureCodec.Write(ref writer, signature, release);
        }

        writer.EndArray();
    }

    public static void WriteOne(ref WireJsonWriter writer, Signature? signature, CeleryRelease release)
    {
        if (signature is null)
        {
            writer.Null();
        }
        else
        {
            SignatureCodec.Write(ref writer, signature, release);
        }
    }

    // A single signature where a list belongs counts as a list of one; Python would iterate its keys.
    private static IReadOnlyList<Signature>? List(string key, WireValue value)
    {
        if (!WireText.IsTruthy(value))
        {
            return value.Kind is WireKind.List or WireKind.Tuple ? [] : null;
        }

        return value.Kind is WireKind.List or WireKind.Tuple
            ? [.. value.AsItems().Select(item => One(key, item))]
            : [One(key, value)];
    }

    private static Signature One(string key, WireValue value)
    {
        try
        {
            return SignatureCodec.Read(value);
        }
        catch (MessageDecodeException e)
        {
            throw new InvalidTaskException($"The task's '{key}' cannot be used. {e.Message}", innerException: e);
        }
    }
}
