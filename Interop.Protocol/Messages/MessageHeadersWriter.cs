using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Headers as Python writes them. Celery: <c>AMQP.as_task_v2</c>; <c>Producer.publish</c> of kombu adds <c>compression</c>.</summary>
internal static class MessageHeadersWriter
{
    public static void Write(ref WireJsonWriter writer, MessageHeaders headers, CeleryRelease release)
    {
        if (headers.Extra is { } extra && HasKnownName(extra))
        {
            writer.Value(ToMap(headers, release));
            return;
        }

        writer.BeginObject();
        if (headers.Task is not null)
        {
            WriteTask(ref writer, headers, release);
        }

        for (var i = 0; i < headers.Extra?.Count; i++)
        {
            var (key, value) = headers.Extra[i];
            writer.Name(key.AsStringOrNull() ?? key.ToString());
            writer.Value(value);
        }

        if (headers.Compression is not null)
        {
            writer.Name("compression"u8);
            writer.String(headers.Compression);
        }

        writer.EndObject();
    }

    public static WireMap ToMap(MessageHeaders headers, CeleryRelease release)
    {
        var map = new WireMap(24);
        if (headers.Task is not null)
        {
            FillTask(map, headers, release);
        }

        for (var i = 0; i < headers.Extra?.Count; i++)
        {
            map.Set(headers.Extra[i].Key, headers.Extra[i].Value);
        }

        return headers.Compression is null ? map : map.With("compression", headers.Compression);
    }

    private static void WriteTask(ref WireJsonWriter writer, MessageHeaders headers, CeleryRelease release)
    {
        writer.Name("lang"u8);
        writer.String(headers.Lang ?? "py");
        writer.Name("task"u8);
        writer.String(headers.Task);
        writer.Name("id"u8);
        writer.String(headers.Id);
        writer.Name("shadow"u8);
        writer.String(headers.Shadow);
        writer.Name("eta"u8);
        writer.String(headers.Eta?.ToString());
        writer.Name("expires"u8);
        writer.String(headers.Expires?.ToString());
        writer.Name("group"u8);
        writer.String(headers.Group);
        writer.Name("group_index"u8);
        writer.Integer(headers.GroupIndex);
        writer.Name("retries"u8);
        writer.Integer(headers.Retries);
        writer.Name("timelimit"u8);
        WriteTimeLimit(ref writer, headers.TimeLimit);
        writer.Name("root_id"u8);
        writer.String(headers.RootId);
        writer.Name("parent_id"u8);
        writer.String(headers.ParentId);
        writer.Name("argsrepr"u8);
        writer.String(headers.ArgsRepr);
        writer.Name("kwargsrepr"u8);
        writer.String(headers.KwargsRepr);
        writer.Name("origin"u8);
        writer.String(headers.Origin);
        if (release >= CeleryRelease.V52)
        {
            writer.Name("ignore_result"u8);
            writer.Boolean(headers.IgnoreResult ?? false);
        }

        if (release >= CeleryRelease.V53)
        {
            WriteStamps(ref writer, headers);
        }
    }

    private static void WriteStamps(ref WireJsonWriter writer, MessageHeaders headers)
    {
        writer.Name("replaced_task_nesting"u8);
        writer.Integer(headers.ReplacedTaskNesting ?? 0);
        writer.Name("stamped_headers"u8);
        if (headers.StampedHeaders is { } names)
        {
            writer.BeginArray();
            foreach (var name in names)
            {
                writer.String(name);
            }

            writer.EndArray();
        }
        else
        {
            writer.Null();
        }

        writer.Name("stamps"u8);
        if (headers.Stamps is { } stamps)
        {
            writer.Value(stamps);
        }
        else
        {
            writer.BeginObject();
            writer.EndObject();
        }
    }

    /// <summary>Writes <c>[hard, soft]</c>; whole seconds as integers, as callers of Python pass them.</summary>
    public static void WriteTimeLimit(ref WireJsonWriter writer, TimeLimit limit)
    {
        writer.BeginArray();
        writer.Value(Seconds(limit.Hard));
        writer.Value(Seconds(limit.Soft));
        writer.EndArray();
    }

    private static void FillTask(WireMap map, MessageHeaders headers, CeleryRelease release)
    {
        map.With("lang", headers.Lang ?? "py")
            .With("task", headers.Task)
            .With("id", headers.Id)
            .With("shadow", headers.Shadow)
            .With("eta", headers.Eta?.ToString())
            .With("expires", headers.Expires?.ToString())
            .With("group", headers.Group)
            .With("group_index", headers.GroupIndex is { } index ? index : WireValue.None)
            .With("retries", headers.Retries)
            .With("timelimit", new[] { Seconds(headers.TimeLimit.Hard), Seconds(headers.TimeLimit.Soft) })
            .With("root_id", headers.RootId)
            .With("parent_id", headers.ParentId)
            .With("argsrepr", headers.ArgsRepr)
            .With("kwargsrepr", headers.KwargsRepr)
            .With("origin", headers.Origin);
        if (release >= CeleryRelease.V52)
        {
            map.With("ignore_result", headers.IgnoreResult ?? false);
        }

        if (release >= CeleryRelease.V53)
        {
            map.With("replaced_task_nesting", headers.ReplacedTaskNesting ?? 0)
                .With("stamped_headers", headers.StampedHeaders is { } names
                    ? WireValue.List([.. names.Select(WireValue.String)])
                    : WireValue.None)
                .With("stamps", headers.Stamps ?? new WireMap());
        }
    }

    public static WireValue Seconds(double? seconds) => seconds switch
    {
        null => WireValue.None,
        { } whole when Math.Abs(whole) < 1L << 53 && whole == Math.Truncate(whole) => (long)whole,
        { } part => part,
    };

    private static bool HasKnownName(WireMap extra)
    {
        for (var i = 0; i < extra.Count; i++)
        {
            if (HeaderNames.Find(extra[i].Key.AsStringOrNull()) != HeaderName.Unknown)
            {
                return true;
            }
        }

        return false;
    }
}
