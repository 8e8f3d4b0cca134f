using Interop.Protocol.Errors;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Inspection;

/// <summary>Messages of other task queues, and Celery's own without what belongs around them, by the keys they are known for.</summary>
internal static class LookAlikes
{
    /// <summary>A sentence that names what a decoded document looks like; null when nothing fits.</summary>
    public static string? Name(WireValue value)
    {
        if (value.Kind == WireKind.List && value.AsItems() is [{ Kind: WireKind.List }, { Kind: WireKind.Map }, { Kind: WireKind.Map or WireKind.None }])
        {
            return "It looks like the body of a v2 task without headers and envelope.";
        }

        if (value.Kind != WireKind.Map)
        {
            return null;
        }

        var keys = value.AsMap().Select(pair => pair.Key.AsStringOrNull()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return Port(value.AsMap(), keys) ?? Queue(keys);
    }

    /// <summary>The same for bytes that are no envelope.</summary>
    public static string? Name(ReadOnlySpan<byte> raw)
    {
        if (raw.Length > 1 && raw[0] == 0x80 && raw[1] is >= 1 and <= 5)
        {
            return "It looks like a bare pickle, as Huey and arq write, or a task body without its envelope.";
        }

        if (raw.Length > 1 && raw[0] == 0x78 && raw[1] is 0x01 or 0x5e or 0x9c or 0xda)
        {
            return "It looks like a zlib stream, as RQ writes.";
        }

        try
        {
            return raw.IsEmpty || raw[0] is not ((byte)'{' or (byte)'[') ? null : Name(WireJsonReader.ReadDocument(raw, keepsMarkers: true));
        }
        catch (MessageDecodeException)
        {
            return null;
        }
    }

    private static string? Port(WireMap map, HashSet<string> keys)
    {
        bool Has(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (!keys.Contains(name) && !keys.Contains(char.ToUpperInvariant(name[0]) + name[1..]))
                {
                    return false;
                }
            }

            return true;
        }

        var args = map["args"] ?? map["Args"];
        if (Has("task", "id", "contentType") && args is { Kind: WireKind.String })
        {
            return "It looks like a message of DotCelery, whose envelope is its own (the arguments are base64 in it): no Celery reads it.";
        }

        if (Has("task", "args") && (Has("id") || Has("kwargs")))
        {
            return "It looks like a task without kombu's envelope (body, content-type, headers, properties).";
        }

        if (Has("body") && (Has("properties") || Has("headers") || Has("contentType") || Has("content_type")))
        {
            return "It looks like kombu's envelope with parts missing or misnamed; expected are body, content-type, content-encoding, headers and properties.";
        }

        return null;
    }

    private static string? Queue(HashSet<string> keys)
    {
        bool Has(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (!keys.Contains(name))
                {
                    return false;
                }
            }

            return true;
        }

        return Has("actor_name", "queue_name", "message_id") ? "It looks like a message of Dramatiq."
            : Has("jobtype", "jid", "args") ? "It looks like a job of Faktory."
            : Has("class", "jid", "args") ? "It looks like a job of Sidekiq."
            : Has("class", "args") ? "It looks like a job of Resque."
            : Has("job_class", "job_id", "arguments") ? "It looks like a job of Rails' ActiveJob."
            : Has("displayName", "job", "data") ? "It looks like a job of Laravel."
            : Has("UUID", "Name", "Args") ? "It looks like a task of machinery, the Go library."
            : Has("task_id", "task_name", "labels") ? "It looks like a message of taskiq."
            : Has("name", "data", "opts") ? "It looks like a job of Bull or BullMQ."
            : Has("specversion", "type", "source") ? "It looks like a CloudEvents envelope."
            : Has("messageType", "message") ? "It looks like an envelope of MassTransit."
            : null;
    }
}
