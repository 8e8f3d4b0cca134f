using System.Globalization;
using Interop.Protocol;

namespace Interop.Client.Configuration.Tables;

/// <summary>Settings of time, content, events, remote control, beat and security.</summary>
internal static class OtherSettings
{
    private const string NoBeat = "Beat is not supported yet.";
    private const string InCode = "Tasks are registered in code.";

    public static IReadOnlyList<Setting> All { get; } =
    [
        Row.Make("accept_content", "CELERY_ACCEPT_CONTENT", "list", "[\"json\"]",
            "Serializers and content types that are read.",
            (o, v) => o with { AcceptContent = v.List() }),
        Row.Number("max_decompressed_size", null, "67108864", "Most bytes that a compressed body may hold.",
            (o, v) => o with { MaxDecompressedSize = v }) with { IsOwn = true },
        Row.Number("max_compression_ratio", null, "1000",
            "Most bytes that a compressed body may hold for each byte it has, above 4 MiB.",
            (o, v) => o with { MaxCompressionRatio = v }) with { IsOwn = true },
        Row.Flag("enable_utc", "CELERY_ENABLE_UTC", true, "Reads naive times as UTC.",
            (o, v) => o with { EnableUtc = v }),
        Row.Text("timezone", "CELERY_TIMEZONE", "UTC", "The app's timezone, an IANA name.",
            (o, v) => v is null ? o : o with { Timezone = v }),
        Row.Make("celery_release", null, "5.0 to 5.6", "5.6",
            "Which Celery our messages and results look like; all are read.",
            (o, v) => o with { Release = Release(v) }) with { IsOwn = true },
        Row.Text("control_exchange", null, "celery", "Name in front of `.pidbox` in the exchange of control commands.",
            (o, v) => v is null ? o : o with { ControlExchange = v }),
        Row.Noted("imports", "CELERY_IMPORTS", "list", "[]", InCode),
        Row.Noted("include", "CELERY_INCLUDE", "list", "[]", InCode),
        Row.MaybeSeconds("control_queue_ttl", null, "300.0", "How long unread commands and answers are kept.",
            (o, v) => o with { ControlQueueTtl = v }),
        Row.MaybeSeconds("control_queue_expires", null, "10.0", "How long unused queues of remote control are kept.",
            (o, v) => o with { ControlQueueExpires = v }),
        Row.Flag("control_queue_exclusive", null, false, "Queues of remote control belong to one connection.",
            (o, v) => o with { ControlQueueExclusive = v }),
        Row.Flag("control_queue_durable", null, false, "Queues of remote control survive a broker restart.",
            (o, v) => o with { ControlQueueDurable = v }),
        Row.Text("event_exchange", "CELERY_EVENT_EXCHANGE", "celeryev", "Exchange that events go through.",
            (o, v) => v is null ? o : o with { EventExchange = v }),
        Row.Text("event_queue_prefix", "CELERY_EVENT_QUEUE_PREFIX", "celeryev",
            "What the names of the queues of event receivers begin with.",
            (o, v) => v is null ? o : o with { EventQueuePrefix = v }),
        Row.MaybeSeconds("event_queue_ttl", "CELERY_EVENT_QUEUE_TTL", "5.0",
            "How long an event waits in the queue of a receiver that does not read (RabbitMQ).",
            (o, v) => o with { EventQueueTtl = v }),
        Row.MaybeSeconds("event_queue_expires", "CELERY_EVENT_QUEUE_EXPIRES", "60.0",
            "How long the queue of a receiver that is gone stays (RabbitMQ).",
            (o, v) => o with { EventQueueExpires = v }),
        Row.Flag("event_queue_exclusive", "CELERY_EVENT_QUEUE_EXCLUSIVE", false,
            "Makes the queues of event receivers belong to one connection.",
            (o, v) => o with { EventQueueExclusive = v }),
        Row.Flag("event_queue_durable", "CELERY_EVENT_QUEUE_DURABLE", false,
            "Makes the queues of event receivers survive a broker restart.",
            (o, v) => o with { EventQueueDurable = v }),
        Row.Text("event_serializer", "CELERY_EVENT_SERIALIZER", "json", "Serializer of events.",
            (o, v) => v is null ? o : o with { EventSerializer = v }),
        Row.Refused("beat_schedule", "CELERYBEAT_SCHEDULE", "map", "{}", NoBeat),
        Row.Noted("beat_scheduler", "CELERYBEAT_SCHEDULER", "text", "Python's", NoBeat),
        Row.Noted("beat_schedule_filename", "CELERYBEAT_SCHEDULE_FILENAME", "text", "celerybeat-schedule", NoBeat),
        Row.Noted("beat_max_loop_interval", "CELERYBEAT_MAX_LOOP_INTERVAL", "seconds", "0", NoBeat),
        Row.Noted("beat_sync_every", "CELERYBEAT_SYNC_EVERY", "whole number", "0", NoBeat),
        Row.Noted("beat_cron_starting_deadline", "CELERYBEAT_CRON_STARTING_DEADLINE", "seconds", "none", NoBeat),
        .. SecuritySettings.All,
    ];

    private static CeleryRelease Release(SettingValue value)
    {
        var text = value.Text();
        if (Enum.TryParse<CeleryRelease>(text, ignoreCase: true, out var named) && Enum.IsDefined(named))
        {
            return named;
        }

        return text switch
        {
            "5.0" => CeleryRelease.V50,
            "5.1" => CeleryRelease.V52,
            _ when text.StartsWith("5.", StringComparison.Ordinal)
                && int.TryParse(text.AsSpan(2).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
                && Enum.IsDefined((CeleryRelease)(500 + minor)) => (CeleryRelease)(500 + minor),
            _ => throw value.Expected("a release from 5.0 to 5.6"),
        };
    }
}
