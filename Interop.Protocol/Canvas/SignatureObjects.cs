using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Canvas;

/// <summary>Signatures as pickle carries them: <c>celery.canvas.signature</c> called with their dict, at every level. Celery:
/// <c>Signature.__reduce__</c>.</summary>
internal static class SignatureObjects
{
    private static readonly WireClass Factory = new("celery.canvas", "signature");

    public static WireValue ToObject(Signature signature, CeleryRelease release)
    {
        var map = SignatureCodec.ToMap(signature, release)
            .With("args", WireValue.Tuple(signature.Args))
            .With("options", Change(signature.Options, value => ToObject(value, release)))
            .With("kwargs", signature.SubtaskType is null
                ? signature.Kwargs
                : Change(signature.Kwargs, value => ToObject(value, release)));
        return WireValue.Object(new WireObject { Class = Factory, Args = [map] });
    }

    /// <summary>What follows a task, with maps for the signatures in it.</summary>
    public static WireValue InEmbed(WireValue embed)
    {
        if (!embed.TryGetMap(out var map))
        {
            return embed;
        }

        WireMap? copy = null;
        for (var i = 0; i < map.Count; i++)
        {
            if (map[i].Value.Kind is WireKind.List or WireKind.Tuple or WireKind.Object)
            {
                (copy ??= map.Clone()).Set(map[i].Key, ToPlain(map[i].Value));
            }
        }

        return copy ?? map;
    }

    /// <summary>Options, or keyword arguments of a composite, with maps for the signatures in them.</summary>
    public static WireMap ToPlain(WireMap parts) => Change(parts, ToPlain);

    private static WireMap Change(WireMap parts, Func<WireValue, WireValue> change)
    {
        WireMap? copy = null;
        for (var i = 0; i < parts.Count; i++)
        {
            var (key, value) = parts[i];
            if (HoldsSignatures(key.AsStringOrNull()) && value.Kind is WireKind.Map or WireKind.List or WireKind.Tuple or WireKind.Object)
            {
                copy ??= parts.Clone();
                copy.Set(key, change(value));
            }
        }

        return copy ?? parts;
    }

    private static WireValue ToObject(WireValue value, CeleryRelease release)
    {
        if (value.Kind is WireKind.List or WireKind.Tuple)
        {
            return WireValue.List([.. value.AsItems().Select(item => ToObject(item, release))]);
        }

        try
        {
            return value.Kind == WireKind.Map ? ToObject(SignatureCodec.Read(value), release) : value;
        }
        catch (MessageDecodeException)
        {
            return value; // No signature after all; as with JSON it is the reader's to judge.
        }
    }

    private static WireValue ToPlain(WireValue value)
    {
        if (value.Kind is WireKind.List or WireKind.Tuple)
        {
            return value.AsItems().Any(item => item.Kind is WireKind.Object or WireKind.List or WireKind.Tuple)
                ? WireValue.List([.. value.AsItems().Select(ToPlain)])
                : value;
        }

        if (value.Kind != WireKind.Object || !value.TryGetMap(out var map))
        {
            return value;
        }

        var plain = map.Clone();
        foreach (var name in (string[])["options", "kwargs"])
        {
            if (plain[name] is { Kind: WireKind.Map } part)
            {
                plain.Set(name, ToPlain(part.AsMap()));
            }
        }

        return plain;
    }

    private static bool HoldsSignatures(string? name) =>
        name is "link" or "link_error" or "chain" or "chord" or "tasks" or "header" or "body" or "task";
}
