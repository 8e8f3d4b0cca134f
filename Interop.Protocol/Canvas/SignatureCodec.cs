using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Canvas;

/// <summary>Signatures between JSON, values and records. Celery: <c>canvas.Signature</c> is a dict.</summary>
/// <remarks>Missing and null keys get their defaults, unknown ones are kept. Signatures inside arguments or options (composites,
/// links) stay maps.</remarks>
public static class SignatureCodec
{
    /// <summary>Reads the object the reader stands on.</summary>
    /// <exception cref="MessageDecodeException">Not JSON, or no signature; the message says why.</exception>
    public static Signature Read(ref WireJsonReader reader) => Read(reader.GetValue());

    /// <summary>Reads a decoded map, or the object that stands for it in a pickle.</summary>
    /// <exception cref="MessageDecodeException">No signature; the message says why.</exception>
    public static Signature Read(WireValue value)
    {
        if (!value.TryGetMap(out var given))
        {
            throw new MessageDecodeException($"A signature is a map with the key 'task', found a value of kind {value.Kind}.");
        }

        string? task = null, subtaskType = null;
        IReadOnlyList<WireValue> args = [];
        WireMap? kwargs = null, options = null, extra = null;
        var immutable = false;
        var map = WireText.WithTextKeys(given);
        for (var i = 0; i < map.Count; i++)
        {
            var (key, item) = map[i];
            switch (key.AsStringOrNull())
            {
                case "task":
                    task = Text("task", item);
                    break;
                case "args":
                    args = item.IsNone ? [] : Items(item);
                    break;
                case "kwargs":
                    kwargs = Map("kwargs", item);
                    break;
                case "options":
                    options = Map("options", item);
                    break;
                case "subtask_type":
                    subtaskType = Text("subtask_type", item);
                    break;
                case "immutable":
                    immutable = WireText.IsTruthy(item);
                    break;
                default:
                    (extra ??= new WireMap(1)).Set(key, item);
                    break;
            }
        }

        return new Signature(task ?? throw new MessageDecodeException("A signature has no text under the key 'task'."), args)
        {
            Kwargs = kwargs is null ? new WireMap() : subtaskType is null ? kwargs : SignatureObjects.ToPlain(kwargs),
            Options = options is null ? new WireMap() : SignatureObjects.ToPlain(options),
            SubtaskType = subtaskType,
            Immutable = immutable,
            Extra = extra,
        };
    }

    /// <summary>Writes a signature in Python's key order.</summary>
    /// <exception cref="MessageEncodeException">An argument or option has no JSON form.</exception>
    public static void Write(ref WireJsonWriter writer, Signature signature, CeleryRelease release)
    {
        writer.BeginObject();
        writer.Name("task"u8);
        writer.String(signature.Task);
        writer.Name("args"u8);
        writer.BeginArray();
        foreach (var item in signature.Args)
        {
            writer.Value(item);
        }

        writer.EndArray();
        writer.Name("kwargs"u8);
        writer.Value(signature.Kwargs);
        writer.Name("options"u8);
        writer.Value(signature.Options);
        writer.Name("subtask_type"u8);
        writer.String(signature.SubtaskType);
        if (HasChordSize(release))
        {
            writer.Name("chord_size"u8);
            writer.Value(signature.Extra?["chord_size"] ?? WireValue.None);
        }

        writer.Name("immutable"u8);
        writer.Boolean(signature.Immutable);
        for (var i = 0; i < signature.Extra?.Count; i++)
        {
            var (key, item) = signature.Extra[i];
            if (HasChordSize(release) && key.AsStringOrNull() == "chord_size")
            {
                continue; // stands where 5.0 has it
            }

            writer.Name(key.AsStringOrNull() ?? key.ToString());
            writer.Value(item);
        }

        writer.EndObject();
    }

    /// <summary>The signature as a map, e.g. to put it into another signature's arguments.</summary>
    public static WireMap ToMap(Signature signature, CeleryRelease release)
    {
        var map = new WireMap(8)
            .With("task", signature.Task)
            .With("args", WireValue.List(signature.Args))
            .With("kwargs", signature.Kwargs)
            .With("options", signature.Options)
            .With("subtask_type", signature.SubtaskType);
        if (HasChordSize(release))
        {
            map.With("chord_size", signature.Extra?["chord_size"] ?? WireValue.None);
        }

        map.With("immutable", signature.Immutable);
        for (var i = 0; i < signature.Extra?.Count; i++)
        {
            map.Set(signature.Extra[i].Key, signature.Extra[i].Value);
        }

        return map;
    }

    /// <summary>The signature as a value, with the signatures inside of it.</summary>
    /// <param name="signature">The signature.</param>
    /// <param name="release">The release it looks like.</param>
    /// <param name="objects">True for the objects that pickle carries (<c>celery.canvas.signature</c> called with a dict), false
    /// for maps.</param>
    public static WireValue ToValue(Signature signature, CeleryRelease release, bool objects) =>
        objects ? SignatureObjects.ToObject(signature, release) : WireValue.Map(ToMap(signature, release));

    private static bool HasChordSize(CeleryRelease release) => release < CeleryRelease.V52;

    private static string? Text(string key, WireValue value) => value.IsNone ? null
        : value.AsStringOrNull() ?? throw Unusable(key, value, "text");

    private static IReadOnlyList<WireValue> Items(WireValue value) =>
        value.Kind is WireKind.List or WireKind.Tuple ? value.AsItems() : throw Unusable("args", value, "a list");

    private static WireMap? Map(string key, WireValue value) => value.IsNone ? null
        : value.TryGetMap(out var map) ? WireText.WithTextKeys(map) : throw Unusable(key, value, "a map");

    private static MessageDecodeException Unusable(string key, WireValue value, string expected) =>
        new($"The key '{key}' of a signature holds a value of kind {value.Kind}, expected {expected}.");
}
