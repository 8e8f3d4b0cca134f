using Interop.Client.Brokers;
using Interop.Client.Producing;
using Interop.Client.Serialization;
using Interop.Client.Serialization.Compression;
using Interop.Protocol;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Compression;
using Interop.Protocol.Values;
using Microsoft.Extensions.Configuration;

namespace Interop.Client.Configuration;

/// <summary>Settings of an app, under .NET names; the configuration sections use Celery's (<c>broker_url</c>).
/// Immutable.</summary>
/// <remarks>Celery: <c>celery/app/defaults.py</c>. Durations are <see cref="TimeSpan"/> here and seconds in
/// configuration.</remarks>
public sealed record CeleryOptions
{
    /// <summary>Reads a configuration section: Celery's setting names, those before Celery 4, or the names of these
    /// properties.
    /// <c>CELERY_BROKER_URL</c>, <c>CELERY_BROKER_READ_URL</c>, <c>CELERY_BROKER_WRITE_URL</c> and
    /// <c>CELERY_RESULT_BACKEND</c> of
    /// the environment win over it, as in Celery.</summary>
    /// <exception cref="ImproperlyConfiguredException">A name is unknown, a setting is not supported, or a value cannot
    /// be used; all
    /// faults are listed.</exception>
    public static CeleryOptions FromConfiguration(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return SettingsReader.Read(section, Environment.GetEnvironmentVariable).Options;
    }

    /// <summary>Broker addresses, <c>;</c> between failover ones. Default <c>amqp://guest@localhost//</c>. Celery:
    /// <c>broker_url</c>.</summary>
    public string BrokerUrl { get; init; } = "amqp://guest@localhost//";

    /// <summary>Broker that is published to, where it differs from <see cref="BrokerUrl"/>. Celery:
    /// <c>broker_write_url</c>.</summary>
    public string? BrokerWriteUrl { get; init; }

    /// <summary>Broker that is consumed from, where it differs from <see cref="BrokerUrl"/>. Celery:
    /// <c>broker_read_url</c>.</summary>
    public string? BrokerReadUrl { get; init; }

    /// <summary>Order in which failover addresses are tried: <c>round-robin</c> or <c>shuffle</c>. Celery:
    /// <c>broker_failover_strategy</c>.</summary>
    public string BrokerFailoverStrategy { get; init; } = "round-robin";

    /// <summary>Options of the transport by kombu's names. Celery: <c>broker_transport_options</c>.</summary>
    public TransportOptions BrokerTransportOptions { get; init; } = TransportOptions.Empty;

    /// <summary>Time for one connection attempt. Default 4 s. Celery: <c>broker_connection_timeout</c>.</summary>
    public TimeSpan BrokerConnectionTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>AMQP heartbeat. Default 120 s; zero turns it off. Celery: <c>broker_heartbeat</c>.</summary>
    public TimeSpan BrokerHeartbeat { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a publish or any other call without a deadline of its own waits for the broker. Default 30 s.
    /// No Celery setting; configuration name <c>publish_timeout</c>.</summary>
    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>URL of the result backend; null keeps no results. Celery: <c>result_backend</c>.</summary>
    public string? ResultBackend { get; init; }

    /// <summary>Options of the backend by Celery's names. Celery: <c>result_backend_transport_options</c>.</summary>
    public TransportOptions ResultBackendTransportOptions { get; init; } = TransportOptions.Empty;

    /// <summary>How long waiting for a result without a timeout of its own lasts. Default 10 minutes, where Celery waits for
    /// ever; <see cref="Timeout.InfiniteTimeSpan"/> does too. No Celery setting; configuration name
    /// <c>result_timeout</c>.</summary>
    public TimeSpan ResultTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long results are kept; null or zero for ever. Default 1 day. Celery: <c>result_expires</c>.</summary>
    public TimeSpan? ResultExpires { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Stores name, arguments, worker, retries and queue too. Celery: <c>result_extended</c>.</summary>
    public bool ResultExtended { get; init; }

    /// <summary>Makes rpc result messages survive a broker restart. Celery: <c>result_persistent</c>.</summary>
    public bool ResultPersistent { get; init; }

    /// <summary>Content types or serializer names that are read. Default <c>json</c>. Celery:
    /// <c>accept_content</c>.</summary>
    public IReadOnlyList<string> AcceptContent { get; init; } = ["json"];

    /// <summary>The same for results; null for <see cref="AcceptContent"/>. Celery: <c>result_accept_content</c>.</summary>
    public IReadOnlyList<string>? ResultAcceptContent { get; init; }

    /// <summary>Serializer of tasks and control commands. Default <c>json</c>. Celery: <c>task_serializer</c>.</summary>
    public string TaskSerializer { get; init; } = "json";

    /// <summary>Serializer of results; readers must have the same. Default <c>json</c>. Celery:
    /// <c>result_serializer</c>.</summary>
    public string ResultSerializer { get; init; } = "json";

    /// <summary>The serializers there are; those that may be read are listed in <see cref="AcceptContent"/>. JSON is written in the
    /// dialect of <see cref="Release"/>. Celery: <c>kombu.serialization.registry</c>.</summary>
    public ContentCodecRegistry Serializers { get; init; } = StandardContent.Serializers;

    /// <summary>Keys and certificates of signed messages; null signs nothing. Use <see cref="SetupSecurity"/> to turn signing on.
    /// Celery: <c>security_key</c> and the settings beside it.</summary>
    public SecurityOptions? Security { get; init; }

    /// <summary>The compressions there are; all are read, within the bounds of
    /// <see cref="MaxDecompressedSize"/> and <see cref="MaxCompressionRatio"/>. Celery: <c>kombu.compression</c>.</summary>
    public CompressionRegistry Compressions { get; init; } = AppCompression.All;

    /// <summary>Which release our bytes look like. Default 5.6. No Celery setting; configuration name
    /// <c>celery_release</c>.</summary>
    public CeleryRelease Release { get; init; } = CeleryRelease.V56;

    /// <summary>1 or 2. Default 2. Celery: <c>task_protocol</c>.</summary>
    public int TaskProtocol { get; init; } = 2;

    /// <summary>Queue of tasks that name none. Default <c>celery</c>. Celery: <c>task_default_queue</c>.</summary>
    public string TaskDefaultQueue { get; init; } = "celery";

    /// <summary>Exchange of queues that name none; null for the queue's name. Celery:
    /// <c>task_default_exchange</c>.</summary>
    public string? TaskDefaultExchange { get; init; }

    /// <summary>Type of that exchange. Default <c>direct</c>. Celery: <c>task_default_exchange_type</c>.</summary>
    public string TaskDefaultExchangeType { get; init; } = "direct";

    /// <summary>Routing key of queues that name none; null for the queue's name. Celery:
    /// <c>task_default_routing_key</c>.</summary>
    public string? TaskDefaultRoutingKey { get; init; }

    /// <summary>1 transient, 2 persistent. Default 2. Celery: <c>task_default_delivery_mode</c>.</summary>
    public int TaskDefaultDeliveryMode { get; init; } = 2;

    /// <summary>Priority of tasks that name none. Celery: <c>task_default_priority</c>.</summary>
    public int? TaskDefaultPriority { get; init; }

    /// <summary>Makes callbacks and chain steps inherit their parent's priority. Celery:
    /// <c>task_inherit_parent_priority</c>.</summary>
    public bool TaskInheritParentPriority { get; init; }

    /// <summary>The queues of the app; empty for the default queue only. Celery: <c>task_queues</c>.</summary>
    public IReadOnlyList<QueueDeclaration> TaskQueues { get; init; } = [];

    /// <summary>Routes in order; the first that matches wins. Celery: <c>task_routes</c>.</summary>
    public IReadOnlyList<TaskRoute> TaskRoutes { get; init; } = [];

    /// <summary>Creates queues that are used but not listed. Default true. Celery:
    /// <c>task_create_missing_queues</c>.</summary>
    public bool TaskCreateMissingQueues { get; init; } = true;

    /// <summary><c>classic</c> or <c>quorum</c>: type of the default queue where <see cref="TaskQueues"/> does not list it.
    /// Celery 5.5: <c>task_default_queue_type</c>.</summary>
    public string TaskDefaultQueueType { get; init; } = "classic";

    /// <summary><c>classic</c> or <c>quorum</c>: type of created queues. Celery 5.6:
    /// <c>task_create_missing_queue_type</c>.</summary>
    public string TaskCreateMissingQueueType { get; init; } = "classic";

    /// <summary><c>classic</c> or <c>quorum</c>: type of the queues in which RabbitMQ holds tasks with an eta, where one of the
    /// queues is a quorum queue. Celery 5.5: <c>broker_native_delayed_delivery_queue_type</c>.</summary>
    public string BrokerNativeDelayedDeliveryQueueType { get; init; } = "quorum";

    /// <summary>Type of the exchange of created queues; null for <c>direct</c>. Celery 5.6:
    /// <c>task_create_missing_queue_exchange_type</c>.</summary>
    public string? TaskCreateMissingQueueExchangeType { get; init; }

    /// <summary><c>x-max-priority</c> of every queue that says none. Celery: <c>task_queue_max_priority</c>.</summary>
    public int? TaskQueueMaxPriority { get; init; }

    /// <summary>Stores no results of tasks that do not say otherwise. Celery: <c>task_ignore_result</c>.</summary>
    public bool TaskIgnoreResult { get; init; }

    /// <summary>Stores failures even where results are ignored. Celery: <c>task_store_errors_even_if_ignored</c>.</summary>
    public bool TaskStoreErrorsEvenIfIgnored { get; init; }

    /// <summary>Stores STARTED. Celery: <c>task_track_started</c>.</summary>
    public bool TaskTrackStarted { get; init; }

    /// <summary>Acknowledges after the task instead of before. Celery: <c>task_acks_late</c>.</summary>
    public bool TaskAcksLate { get; init; }

    /// <summary>With late acks, acknowledges failed tasks too. Default true. Celery:
    /// <c>task_acks_on_failure_or_timeout</c>.</summary>
    public bool TaskAcksOnFailureOrTimeout { get; init; } = true;

    /// <summary>With late acks, puts tasks back into their queue whose process was lost, instead of recording a failure. Celery:
    /// <c>task_reject_on_worker_lost</c>.</summary>
    public bool TaskRejectOnWorkerLost { get; init; }

    /// <summary>Hard limit of tasks that say none. Celery: <c>task_time_limit</c>.</summary>
    public TimeSpan? TaskTimeLimit { get; init; }

    /// <summary>Soft limit of tasks that say none. Celery: <c>task_soft_time_limit</c>.</summary>
    public TimeSpan? TaskSoftTimeLimit { get; init; }

    /// <summary>Retries a failed publish. Default true. Celery: <c>task_publish_retry</c>.</summary>
    public bool TaskPublishRetry { get; init; } = true;

    /// <summary>How a failed publish is tried again. Celery: <c>task_publish_retry_policy</c>.</summary>
    public PublishRetryPolicy TaskPublishRetryPolicy { get; init; } = PublishRetryPolicy.Default;

    /// <summary>Compression of task bodies by kombu's name: <c>zlib</c>, <c>gzip</c>, <c>bzip2</c>, <c>brotli</c>,
    /// <c>lzma</c>, <c>zstd</c> and their aliases; null for none. Celery: <c>task_compression</c>.</summary>
    public string? TaskCompression { get; init; }

    /// <summary>Compression of task bodies where <see cref="Release"/> is 5.0 to 5.2, which read this name instead of
    /// <c>task_compression</c>. Results are compressed by no Celery. Celery: <c>result_compression</c>.</summary>
    public string? ResultCompression { get; init; }

    /// <summary>Most bytes that a compressed body may hold. Default 64 MiB. No Celery setting; configuration name
    /// <c>max_decompressed_size</c>.</summary>
    public int MaxDecompressedSize { get; init; } = DecompressionLimits.Default.MaxLength;

    /// <summary>Most bytes that a compressed body may hold for each byte it has, where that is more than 4 MiB. Default
    /// 1000. No Celery setting; configuration name <c>max_compression_ratio</c>.</summary>
    public int MaxCompressionRatio { get; init; } = DecompressionLimits.Default.MaxRatio;

    /// <summary>Name in front of <c>.pidbox</c> in the exchange of control commands. Default <c>celery</c>. Celery:
    /// <c>control_exchange</c>.</summary>
    public string ControlExchange { get; init; } = "celery";

    /// <summary>How long an unread command or answer of remote control is kept; null for ever. Default 300 s. Celery:
    /// <c>control_queue_ttl</c>.</summary>
    public TimeSpan? ControlQueueTtl { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How long an unused queue of remote control is kept; null for ever. Default 10 s. Celery:
    /// <c>control_queue_expires</c>.</summary>
    public TimeSpan? ControlQueueExpires { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Makes queues of remote control belong to one connection. Celery 5.6: <c>control_queue_exclusive</c>.</summary>
    public bool ControlQueueExclusive { get; init; }

    /// <summary>Makes queues of remote control survive a broker restart. Celery 5.6: <c>control_queue_durable</c>.</summary>
    public bool ControlQueueDurable { get; init; }

    /// <summary>Exchange that events go through. Default <c>celeryev</c>. Celery: <c>event_exchange</c>.</summary>
    public string EventExchange { get; init; } = "celeryev";

    /// <summary>Serializer of events. Default <c>json</c>. Celery: <c>event_serializer</c>.</summary>
    public string EventSerializer { get; init; } = "json";

    /// <summary>What the names of the queues of event receivers begin with. Default <c>celeryev</c>. Celery:
    /// <c>event_queue_prefix</c>.</summary>
    public string EventQueuePrefix { get; init; } = "celeryev";

    /// <summary>How long an event waits for a receiver that does not read, on RabbitMQ; null for ever. Default 5 s. Celery:
    /// <c>event_queue_ttl</c>.</summary>
    public TimeSpan? EventQueueTtl { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the queue of a receiver that is gone stays, on RabbitMQ; null for ever. Default 60 s. Celery:
    /// <c>event_queue_expires</c>.</summary>
    public TimeSpan? EventQueueExpires { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Makes the queues of receivers belong to one connection. Celery 5.6: <c>event_queue_exclusive</c>.</summary>
    public bool EventQueueExclusive { get; init; }

    /// <summary>Makes the queues of receivers survive a broker restart. Celery 5.6: <c>event_queue_durable</c>.</summary>
    public bool EventQueueDurable { get; init; }

    /// <summary>Sends an event <c>task-sent</c> for every task that is sent. Celery: <c>task_send_sent_event</c>.</summary>
    public bool TaskSendSentEvent { get; init; }

    /// <summary>Makes workers send events of tasks from the start, as <c>-E</c> does; else they begin when they are told to. Celery:
    /// <c>worker_send_task_events</c>.</summary>
    public bool WorkerSendTaskEvents { get; init; }

    /// <summary>Reads naive times as UTC. Default true. Celery: <c>enable_utc</c>.</summary>
    public bool EnableUtc { get; init; } = true;

    /// <summary>The app's timezone, an IANA name. Default UTC. Celery: <c>timezone</c>.</summary>
    public string Timezone { get; init; } = "UTC";

    /// <summary>Tasks that run at once; null for the number of processors. Celery: <c>worker_concurrency</c>.</summary>
    public int? WorkerConcurrency { get; init; }

    /// <summary>Prefetch is this times the concurrency; 0 is no limit. Default 4. Celery:
    /// <c>worker_prefetch_multiplier</c>.</summary>
    public int WorkerPrefetchMultiplier { get; init; } = 4;

    /// <summary>Where task code runs. Default <see cref="PoolKind.Async"/>. Celery: <c>worker_pool</c>.</summary>
    public PoolKind WorkerPool { get; init; }

    /// <summary>Tasks after which a process of the pool is replaced; null for never. Celery: <c>worker_max_tasks_per_child</c>.</summary>
    public int? WorkerMaxTasksPerChild { get; init; }

    /// <summary>KiB of resident memory beyond which a process of the pool is replaced after its task; null for no limit. Celery:
    /// <c>worker_max_memory_per_child</c>.</summary>
    public int? WorkerMaxMemoryPerChild { get; init; }

    /// <summary>How long a cold shutdown waits for running tasks first. Default 0, not at all. Celery 5.5:
    /// <c>worker_soft_shutdown_timeout</c>.</summary>
    public TimeSpan WorkerSoftShutdownTimeout { get; init; }

    /// <summary>Does not run a late acknowledged task that was delivered again and whose record is a success. Celery 5.1:
    /// <c>worker_deduplicate_successful_tasks</c>.</summary>
    public bool WorkerDeduplicateSuccessfulTasks { get; init; }

    /// <summary>Ends late acknowledged tasks once the connection their message came by is lost. Celery 5.1:
    /// <c>worker_cancel_long_running_tasks_on_connection_loss</c>.</summary>
    public bool WorkerCancelLongRunningTasksOnConnectionLoss { get; init; }

    /// <summary>Most ETA tasks held at once; null for no limit. Celery 5.6: <c>worker_eta_task_limit</c>.</summary>
    public int? WorkerEtaTaskLimit { get; init; }

    /// <summary>Workers take a message only when a slot is free for it; on Redis, files and in memory, not on RabbitMQ. Default false.
    /// Celery 5.6, on Redis: <c>worker_disable_prefetch</c>.</summary>
    public bool WorkerDisablePrefetch { get; init; }

    /// <summary>Every worker also consumes a queue of its own, <see cref="Producing.WorkerDirect"/>. Default false. Celery:
    /// <c>worker_direct</c>.</summary>
    public bool WorkerDirect { get; init; }

    /// <summary>Hears and answers remote control. Default true. Celery: <c>worker_enable_remote_control</c>.</summary>
    public bool WorkerEnableRemoteControl { get; init; } = true;

    /// <summary>Runs tasks as fast as they come, whatever their rate limits. Celery: <c>worker_disable_rate_limits</c>.</summary>
    public bool WorkerDisableRateLimits { get; init; }

    /// <summary>Lets <c>pool_restart</c> replace the processes of the pool. Celery: <c>worker_pool_restarts</c>.</summary>
    public bool WorkerPoolRestarts { get; init; }

    /// <summary>File that keeps the ids of revoked tasks over restarts; null for none. Its format is ours. Celery:
    /// <c>worker_state_db</c>.</summary>
    public string? WorkerStateDb { get; init; }

    /// <summary>Rate limit of tasks that say none, e.g. <c>10/s</c>; null for none. Celery: <c>task_default_rate_limit</c>.</summary>
    public string? TaskDefaultRateLimit { get; init; }

    /// <summary>Settings as they were given, by Celery's names: remote control shows them also where they have their defaults, have no
    /// effect here or are none of Celery's. Null where none were. Celery: what <c>app.conf.changes</c> holds.</summary>
    public WireMap? GivenSettings { get; init; }

    /// <summary>Options that sign all tasks and read only signed ones: with <see cref="Security"/>, <see cref="TaskSerializer"/>
    /// <c>auth</c> and <see cref="AcceptContent"/> <c>auth</c>. The files are read when the app is created.</summary>
    /// <remarks>Celery: <c>app.setup_security</c>. Stored results stay as <see cref="ResultSerializer"/> says; since Celery accepts
    /// of results what it accepts of tasks, set <see cref="ResultAcceptContent"/> to <c>json</c>, or
    /// <see cref="ResultSerializer"/> to <c>auth</c>.</remarks>
    public CeleryOptions SetupSecurity(SecurityOptions security)
    {
        ArgumentNullException.ThrowIfNull(security);
        return this with { Security = security, TaskSerializer = "auth", AcceptContent = ["auth"] };
    }
}
