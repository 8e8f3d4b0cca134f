using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Messages;

/// <summary>Message headers between JSON, value maps (AMQP tables) and records; keys in Python's order.</summary>
/// <remarks>What a known header may be beyond its own type follows Python's worker: numbers in text, null for the default, a
/// number as id, anything for a header that is only shown. Celery: <c>celery/worker/request.py</c> <c>Request.__init__</c>.</remarks>
public static class MessageHeadersCodec
{
    /// <summary>Reads the object the reader stands on; never fails on odd values of known headers, see <see cref="MessageHeaders.Malformed"/>.</summary>
    /// <exception cref="Errors.MessageDecodeException">Not JSON, or not on the start of an object.</exception>
    public static MessageHeaders Read(ref WireJsonReader reader)
    {
        if (reader.TokenType != WireJsonToken.StartObject)
        {
            throw new Errors.MessageDecodeException(
                $"Expected a map of headers at byte {reader.TokenStart}, found {reader.TokenType}.", reader.TokenStart);
        }

        var headers = default(MessageHeadersBuilder);
        var count = 0;
        for (reader.ReadRequired(); reader.TokenType != WireJsonToken.EndObject; reader.ReadRequired())
        {
            count++;
            var name = reader.ValueIsEscaped ? HeaderNames.Find(reader.GetString()) : HeaderNames.Find(reader.ValueSpan);
            if (name == HeaderName.Unknown)
            {
                var text = WireText.Cached(ref reader);
                reader.ReadRequired();
                headers.SetExtra(text, reader.GetValue());
                continue;
            }

            reader.ReadRequired();
            if (name == HeaderName.TimeLimit && TryReadTimeLimit(ref reader, out var limit))
            {
                headers.SetTimeLimit(limit);
                continue;
            }

            headers.Set(name, reader.TokenType == WireJsonToken.String ? ReadText(ref reader, name, headers.Id) : reader.GetValue());
        }

        return count == 0 ? MessageHeaders.Empty : headers.Build();
    }

    /// <summary>Reads a table.</summary>
    public static MessageHeaders Read(WireMap table)
    {
        var headers = default(MessageHeadersBuilder);
        for (var i = 0; i < table.Count; i++)
        {
            var (key, value) = table[i];
            var text = key.AsStringOrNull() ?? key.ToString();
            var name = HeaderNames.Find(text);
            if (name == HeaderName.Unknown)
            {
                headers.SetExtra(text, value);
            }
            else
            {
                headers.Set(name, value);
            }
        }

        return table.Count == 0 ? MessageHeaders.Empty : headers.Build();
    }

    /// <summary>Writes the object: for a task all headers that the release sends, then the extra ones; otherwise the extra ones only.</summary>
    /// <remarks>An extra header with the name of one of Celery's replaces it in its place, as <c>headers=</c> of <c>apply_async</c>
    /// does. <c>compression</c> is last.</remarks>
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

    /// <summary>The same as a table.</summary>
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

    private static WireValue ReadText(ref WireJsonReader reader, HeaderName name, string? id) => name switch
    {
        HeaderName.Task or HeaderName.Lang or HeaderName.Origin or HeaderName.Compression => WireText.Cached(ref reader),
        HeaderName.ArgsRepr or HeaderName.KwargsRepr when reader.ValueSpan.Length <= 2 => WireText.Cached(ref reader),
        HeaderName.RootId or HeaderName.ParentId => WireText.Shared(ref reader, id),
        _ => WireValue.String(reader.GetString()),
    };

    // The usual [null, null] or [30, 20] without a list of values; anything else is left to the general way.
    private static bool TryReadTimeLimit(ref WireJsonReader reader, out TimeLimit limit)
    {
        limit = default;
        if (reader.TokenType != WireJsonToken.StartArray)
        {
            return false;
        }

        var ahead = reader;
        ahead.ReadRequired();
        if (!TryReadSeconds(ref ahead, out var hard))
        {
            return false;
        }

        ahead.ReadRequired();
        if (!TryReadSeconds(ref ahead, out var soft))
        {
            return false;
        }

        ahead.ReadRequired();
        if (ahead.TokenType != WireJsonToken.EndArray)
        {
            return false;
        }

        reader = ahead;
        limit = new TimeLimit(hard, soft);
        return true;
    }

    private static bool TryReadSeconds(ref WireJsonReader reader, out double? seconds)
    {
        seconds = null;
        if (reader.TokenType == WireJsonToken.Null)
        {
            return true;
        }

        if (reader.TokenType is not (WireJsonToken.Integer or WireJsonToken.Float))
        {
            return false;
        }

        seconds = reader.GetDouble();
        return double.IsFinite(seconds.Value);
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
    internal static void WriteTimeLimit(ref WireJsonWriter writer, TimeLimit limit)
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

    private static WireValue Seconds(double? seconds) => seconds switch
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
