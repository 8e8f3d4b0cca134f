using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>Puts the parts of a task's body into an <see cref="Inspection"/>.</summary>
internal static class TaskParts
{
    private static readonly string[] EmbedKeys = ["callbacks", "errbacks", "chord"];

    public static Inspection Add(Inspection inspection, PythonMessage message, WireValue? body)
    {
        var headers = message.HeaderMap;
        var isV2 = headers["task"] is not null;
        var found = inspection with { Protocol = isV2 ? 2 : 1, Task = headers["task"], Id = headers["id"] };
        if (body is not { } value)
        {
            return found;
        }

        if (value.TryGetMap(out var fields) && (!isV2 || fields["args"] is not null))
        {
            return AddFields(found, fields);
        }

        return value.Kind is WireKind.List or WireKind.Tuple && value.AsItems() is { } items
            ? found with
            {
                Args = items.Count > 0 ? items[0] : default(WireValue?),
                Kwargs = items.Count > 1 ? items[1] : default(WireValue?),
                Embed = items.Count > 2 ? SignatureObjects.InEmbed(items[2]) : default(WireValue?),
            }
            : found;
    }

    private static Inspection AddFields(Inspection found, WireMap fields)
    {
        var embed = new WireMap(4);
        var rest = new WireMap(fields.Count);
        foreach (var (key, value) in fields)
        {
            var name = key.AsStringOrNull();
            if (EmbedKeys.Contains(name))
            {
                embed.Set(key, value);
            }
            else if (name is not ("task" or "id" or "args" or "kwargs"))
            {
                rest.Set(key, value);
            }
        }

        embed.With("chain", WireValue.None);
        return found with
        {
            Task = found.Task ?? fields["task"],
            Id = found.Id ?? fields["id"],
            Args = fields["args"],
            Kwargs = fields["kwargs"],
            Embed = SignatureObjects.InEmbed(embed),
            Fields = rest.Count > 0 ? rest : null,
        };
    }
}
