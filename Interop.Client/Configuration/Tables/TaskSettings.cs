using Interop.Client.Producing;

namespace Interop.Client.Configuration.Tables;

/// <summary>Settings of tasks, of their messages and of where they go.</summary>
internal static class TaskSettings
{
    private const string NoEager = "Tasks are never run in the sending process; tests have a memory broker.";

    public static IReadOnlyList<Setting> All { get; } =
    [
        Row.Make("task_default_queue", "CELERY_DEFAULT_QUEUE", "text", "celery", "Queue of tasks that name none.",
            (o, v) => o with { TaskDefaultQueue = v.Text() }),
        Row.Text("task_default_exchange", "CELERY_DEFAULT_EXCHANGE", "the queue's name",
            "Exchange of queues that name none.",
            (o, v) => o with { TaskDefaultExchange = v }),
        Row.Text("task_default_exchange_type", "CELERY_DEFAULT_EXCHANGE_TYPE", "direct",
            "Type of that exchange: direct, topic or fanout.",
            (o, v) => v is null ? o : o with { TaskDefaultExchangeType = v }),
        Row.Text("task_default_routing_key", "CELERY_DEFAULT_ROUTING_KEY", "the queue's name",
            "Routing key of queues that name none.",
            (o, v) => o with { TaskDefaultRoutingKey = v }),
        Row.Text("task_default_queue_type", "CELERY_DEFAULT_QUEUE_TYPE", "classic",
            "Type of the default queue: classic or quorum.",
            (o, v) => v is null ? o : o with { TaskDefaultQueueType = v }),
        Row.Make("task_default_delivery_mode", "CELERY_DEFAULT_DELIVERY_MODE", "1, 2, transient or persistent", "2",
            "Whether messages survive a broker restart.",
            (o, v) => o with { TaskDefaultDeliveryMode = DeliveryMode(v) }),
        Row.MaybeNumber("task_default_priority", "CELERY_DEFAULT_PRIORITY", "none", "Priority of tasks that name none.",
            (o, v) => o with { TaskDefaultPriority = v }),
        Row.Make("task_queues", "CELERY_QUEUES", "list or map", "the default queue",
            "The queues of the app, see below.",
            (o, v) => o with { TaskQueues = QueueReader.Read(v) }),
        Row.Make("task_routes", "CELERY_ROUTES", "map or list", "none",
            "Where tasks go, by name or pattern, see below.",
            (o, v) => o with { TaskRoutes = RouteReader.Read(v) }),
        Row.MaybeNumber("task_queue_max_priority", "CELERY_QUEUE_MAX_PRIORITY", "none",
            "`x-max-priority` of queues that say none.",
            (o, v) => o with { TaskQueueMaxPriority = v }),
        Row.Flag("task_create_missing_queues", "CELERY_CREATE_MISSING_QUEUES", true,
            "Creates queues that are used and not listed.",
            (o, v) => o with { TaskCreateMissingQueues = v }),
        Row.Text("task_create_missing_queue_type", "CELERY_CREATE_MISSING_QUEUE_TYPE", "classic",
            "Type of those queues: classic or quorum.",
            (o, v) => v is null ? o : o with { TaskCreateMissingQueueType = v }),
        Row.Text("task_create_missing_queue_exchange_type", "CELERY_CREATE_MISSING_QUEUE_EXCHANGE_TYPE", "direct",
            "Type of the exchange of those queues.",
            (o, v) => o with { TaskCreateMissingQueueExchangeType = v }),
        Row.Number("task_protocol", "CELERY_TASK_PROTOCOL", "2", "Form of messages: 2, or 1 for Celery 3.1.",
            (o, v) => o with { TaskProtocol = v }),
        Row.Text("task_serializer", "CELERY_TASK_SERIALIZER", "json", "Serializer of tasks that name none.",
            (o, v) => v is null ? o : o with { TaskSerializer = v }),
        Row.Text("task_compression", "CELERY_MESSAGE_COMPRESSION", "none",
            "Compression of messages: zlib, gzip, bzip2, brotli, lzma, xz or zstd.",
            (o, v) => o with { TaskCompression = v }),
        Row.Flag("task_publish_retry", "CELERY_TASK_PUBLISH_RETRY", true, "Tries again when a publish fails.",
            (o, v) => o with { TaskPublishRetry = v }),
        Row.Make("task_publish_retry_policy", "CELERY_TASK_PUBLISH_RETRY_POLICY", "map", "3 retries, 0 to 1 s apart",
            "max_retries, interval_start, interval_step, interval_max.",
            (o, v) => o with { TaskPublishRetryPolicy = Policy(v) }),
        Row.Flag("task_inherit_parent_priority", "CELERY_INHERIT_PARENT_PRIORITY", false,
            "Callbacks and chain steps inherit their parent's priority.",
            (o, v) => o with { TaskInheritParentPriority = v }),
        Row.Flag("task_ignore_result", "CELERY_IGNORE_RESULT", false,
            "Stores no results of tasks that do not say otherwise.",
            (o, v) => o with { TaskIgnoreResult = v }),
        Row.Flag("task_store_errors_even_if_ignored", "CELERY_STORE_ERRORS_EVEN_IF_IGNORED", false,
            "Stores failures even where results are ignored.",
            (o, v) => o with { TaskStoreErrorsEvenIfIgnored = v }),
        Row.Flag("task_track_started", "CELERY_TRACK_STARTED", false, "Stores STARTED.",
            (o, v) => o with { TaskTrackStarted = v }),
        Row.Flag("task_acks_late", "CELERY_ACKS_LATE", false, "Acknowledges after the task instead of before.",
            (o, v) => o with { TaskAcksLate = v }),
        Row.Flag("task_acks_on_failure_or_timeout", "CELERY_ACKS_ON_FAILURE_OR_TIMEOUT", true,
            "With late acks, acknowledges failed tasks too.",
            (o, v) => o with { TaskAcksOnFailureOrTimeout = v }),
        Row.MaybeSeconds("task_time_limit", "CELERYD_TASK_TIME_LIMIT", "none", "Ends tasks that run longer.",
            (o, v) => o with { TaskTimeLimit = v }),
        Row.MaybeSeconds("task_soft_time_limit", "CELERYD_TASK_SOFT_TIME_LIMIT", "none",
            "Asks tasks that run longer to end.",
            (o, v) => o with { TaskSoftTimeLimit = v }),
        Row.Refused("task_always_eager", "CELERY_ALWAYS_EAGER", "true/false", "false", NoEager),
        Row.Noted("task_eager_propagates", "CELERY_EAGER_PROPAGATES_EXCEPTIONS", "true/false", "false", NoEager),
        Row.Noted("task_store_eager_result", "CELERY_STORE_EAGER_RESULT", "true/false", "false", NoEager),
        Row.Refused("task_annotations", "CELERY_ANNOTATIONS", "map", "none",
            "Give options where the task is registered instead."),
        Row.Text("task_default_rate_limit", "CELERY_DEFAULT_RATE_LIMIT", "none", "Rate limit of tasks that say none, e.g. 10/s.",
            (o, v) => o with { TaskDefaultRateLimit = v }),
        Row.Flag("task_send_sent_event", "CELERY_SEND_TASK_SENT_EVENT", false,
            "Sends an event `task-sent` for every task that is sent.",
            (o, v) => o with { TaskSendSentEvent = v }),
        Row.Flag("task_reject_on_worker_lost", "CELERY_REJECT_ON_WORKER_LOST", false,
            "With late acks, requeues tasks whose process was lost.",
            (o, v) => o with { TaskRejectOnWorkerLost = v }),
        Row.Noted("task_remote_tracebacks", "CELERY_REMOTE_TRACEBACKS", "true/false", "false",
            "Tracebacks are always data."),
        Row.Flag("task_allow_error_cb_on_chord_header", "CELERY_ALLOW_ERROR_CB_ON_CHORD_HEADER", false,
            "Puts error callbacks of a chord on its header too, not on its body alone.",
            (o, v) => o with { TaskAllowErrorCbOnChordHeader = v }),
    ];

    private static int DeliveryMode(SettingValue value) => value.Text() switch
    {
        "transient" => 1,
        "persistent" => 2,
        _ => value.Number(),
    };

    private static PublishRetryPolicy Policy(SettingValue value)
    {
        foreach (var part in value.Parts())
        {
            if (part.Section.Key is not ("max_retries" or "interval_start" or "interval_step" or "interval_max"))
            {
                throw new FormatException(
                    $"{part.Name} is unknown; expected max_retries, interval_start, interval_step or interval_max.");
            }
        }

        var standard = PublishRetryPolicy.Default;
        return new PublishRetryPolicy
        {
            MaxRetries = value.Part("max_retries") is { } retries ? retries.OptionalNumber() : standard.MaxRetries,
            IntervalStart = value.Part("interval_start")?.Seconds() ?? standard.IntervalStart,
            IntervalStep = value.Part("interval_step")?.Seconds() ?? standard.IntervalStep,
            IntervalMax = value.Part("interval_max")?.Seconds() ?? standard.IntervalMax,
        };
    }
}
