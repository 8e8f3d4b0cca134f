namespace Interop.Client.Configuration.Tables;

/// <summary>Settings of workers.</summary>
internal static class WorkerSettings
{
    private const string Logging = "Logging is configured in the host.";
    private const string OneProcess = "The pools are not Python's.";
    private const string Python = "Names Python code.";

    public static IReadOnlyList<Setting> All { get; } =
    [
        Row.MaybeNumber("worker_concurrency", "CELERYD_CONCURRENCY", "number of processors", "Tasks that run at once.",
            (o, v) => o with { WorkerConcurrency = v is 0 ? null : v }),
        Row.Number("worker_prefetch_multiplier", "CELERYD_PREFETCH_MULTIPLIER", "4",
            "Prefetch is this times the concurrency; 0 is no limit.",
            (o, v) => o with { WorkerPrefetchMultiplier = v }),
        Row.MaybeNumber("worker_eta_task_limit", "CELERYD_ETA_TASK_LIMIT", "none", "Most ETA tasks held at once.",
            (o, v) => o with { WorkerEtaTaskLimit = v }),
        Row.Make("worker_pool", "CELERYD_POOL", "async, processes or solo", "async",
            "Where task code runs; prefork is processes, threads, gevent and eventlet are async.",
            (o, v) => o with { WorkerPool = Pool(v) }),
        Row.Noted("worker_pool_putlocks", "CELERYD_POOL_PUTLOCKS", "true/false", "true", OneProcess),
        Row.Flag("worker_pool_restarts", "CELERYD_POOL_RESTARTS", false, "Lets remote control restart the pool.",
            (o, v) => o with { WorkerPoolRestarts = v }),
        Row.Noted("worker_proc_alive_timeout", "CELERYD_PROC_ALIVE_TIMEOUT", "seconds", "4.0", OneProcess),
        Row.Noted("worker_lost_wait", "CELERYD_WORKER_LOST_WAIT", "seconds", "10.0", OneProcess),
        Row.MaybeNumber("worker_max_tasks_per_child", "CELERYD_MAX_TASKS_PER_CHILD", "none",
            "Replaces a process of the pool after so many tasks.",
            (o, v) => o with { WorkerMaxTasksPerChild = v }),
        Row.Make("worker_max_memory_per_child", "CELERYD_MAX_MEMORY_PER_CHILD", "KiB", "none",
            "Replaces a process of the pool that has more memory after a task.",
            (o, v) => o with { WorkerMaxMemoryPerChild = v.OptionalNumber() }),
        Row.Noted("worker_hijack_root_logger", "CELERYD_HIJACK_ROOT_LOGGER", "true/false", "true", Logging),
        Row.Noted("worker_log_color", "CELERYD_LOG_COLOR", "true/false", "none", Logging),
        Row.Noted("worker_log_format", "CELERYD_LOG_FORMAT", "text", "Python's", Logging),
        Row.Noted("worker_task_log_format", "CELERYD_TASK_LOG_FORMAT", "text", "Python's", Logging),
        Row.Noted("worker_redirect_stdouts", "CELERY_REDIRECT_STDOUTS", "true/false", "true", Logging),
        Row.Noted("worker_redirect_stdouts_level", "CELERY_REDIRECT_STDOUTS_LEVEL", "text", "WARNING", Logging),
        Row.Noted("worker_agent", "CELERYD_AGENT", "text", "none", Python),
        Row.Noted("worker_autoscaler", "CELERYD_AUTOSCALER", "text", "Python's", Python),
        Row.Noted("worker_consumer", "CELERYD_CONSUMER", "text", "Python's", Python),
        Row.Noted("worker_timer", "CELERYD_TIMER", "text", "none", Python),
        Row.Noted("worker_timer_precision", "CELERYD_TIMER_PRECISION", "seconds", "1.0",
            "ETA tasks start when they are due."),
        Row.Flag("worker_disable_rate_limits", "CELERY_DISABLE_RATE_LIMITS", false, "Takes no account of rate limits.",
            (o, v) => o with { WorkerDisableRateLimits = v }),
        Row.Flag("worker_enable_remote_control", "CELERY_ENABLE_REMOTE_CONTROL", true, "Hears and answers remote control.",
            (o, v) => o with { WorkerEnableRemoteControl = v }),
        Row.Noted("worker_enable_prefetch_count_reduction", "CELERYD_ENABLE_PREFETCH_COUNT_REDUCTION", "true/false",
            "true",
            "Prefetch is not lowered after a connection loss."),
        Row.Noted("worker_detect_quorum_queues", "CELERYD_DETECT_QUORUM_QUEUES", "true/false", "true",
            "A channel that consumes a quorum queue always has its prefetch per consumer."),
        Row.Text("worker_state_db", "CELERYD_STATE_DB", "none", "File that keeps revoked ids across restarts.",
            (o, v) => o with { WorkerStateDb = v }),
        Row.Flag("worker_direct", "CELERY_WORKER_DIRECT", false,
            "Every worker also consumes a queue of its own, `<node name>.dq2`.",
            (o, v) => o with { WorkerDirect = v }),
        Row.Flag("worker_send_task_events", "CELERY_SEND_EVENTS", false,
            "Sends events of tasks from the start; else when told to.",
            (o, v) => o with { WorkerSendTaskEvents = v }),
        Row.Flag("worker_disable_prefetch", "CELERYD_DISABLE_PREFETCH", false,
            "Takes a message only when a slot is free for it; not on RabbitMQ.",
            (o, v) => o with { WorkerDisablePrefetch = v }),
        Row.Flag("worker_deduplicate_successful_tasks", "CELERYD_DEDUPLICATE_SUCCESSFUL_TASKS", false,
            "Does not run a late acknowledged task again whose result is a success.",
            (o, v) => o with { WorkerDeduplicateSuccessfulTasks = v }),
        Row.Flag("worker_cancel_long_running_tasks_on_connection_loss",
            "CELERYD_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS", false,
            "Ends late acknowledged tasks whose messages the broker delivers again.",
            (o, v) => o with { WorkerCancelLongRunningTasksOnConnectionLoss = v }),
        Row.Seconds("worker_soft_shutdown_timeout", "CELERYD_SOFT_SHUTDOWN_TIMEOUT", "0.0",
            "How long a cold shutdown waits for running tasks first.",
            (o, v) => o with { WorkerSoftShutdownTimeout = v }),
        Row.Noted("worker_enable_soft_shutdown_on_idle", "CELERYD_ENABLE_SOFT_SHUTDOWN_ON_IDLE", "true/false", "false",
            "A worker that runs nothing gives the rest back at once: waiting would help nobody."),
    ];

    private static PoolKind Pool(SettingValue value) => value.Text() switch
    {
        "async" or "threads" or "gevent" or "eventlet" => PoolKind.Async,
        "processes" or "prefork" => PoolKind.Processes,
        "solo" => PoolKind.Solo,
        _ => throw value.Expected("async, processes or solo"),
    };
}
