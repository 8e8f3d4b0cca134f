using System.Globalization;
using Interop.Client.Brokers;
using Interop.Protocol;

namespace Interop.Client.Configuration;

/// <summary>Values of settings that the type alone does not rule out. Names settings as Celery does.</summary>
internal static class SettingsValidator
{
    private static readonly string[] ExchangeTypes = ["direct", "topic", "fanout"];

    private static readonly string[] QueueTypes = ["classic", "quorum"];

    /// <summary>Refuses options that cannot be used.</summary>
    /// <exception cref="ImproperlyConfiguredException">They cannot; all faults are listed.</exception>
    public static void Check(CeleryOptions options)
    {
        var errors = Validate(options);
        if (errors.Count > 0)
        {
            throw new ImproperlyConfiguredException(errors);
        }
    }

    /// <summary>All faults, one sentence each.</summary>
    public static List<string> Validate(CeleryOptions options)
    {
        var errors = new List<string>();
        Urls(options, errors);
        Durations(options, errors);
        Numbers(options, errors);
        Choices(options, errors);
        Queues(options, errors);
        Routes(options, errors);
        return errors;
    }

    private static void Urls(CeleryOptions options, List<string> errors)
    {
        Add(errors, BrokerUrlRules.CheckBroker("broker_url", options.BrokerUrl));
        Add(errors, options.BrokerReadUrl is { } read ? BrokerUrlRules.CheckBroker("broker_read_url", read) : null);
        Add(errors, options.BrokerWriteUrl is { } write ? BrokerUrlRules.CheckBroker("broker_write_url", write) : null);
        Add(errors, options.ResultBackend is { Length: > 0 } backend ? BrokerUrlRules.CheckBackend("result_backend", backend) : null);
    }

    private static void Durations(CeleryOptions options, List<string> errors)
    {
        Positive(errors, "broker_connection_timeout", options.BrokerConnectionTimeout, infinite: false);
        Positive(errors, "publish_timeout", options.PublishTimeout, infinite: true);
        Positive(errors, "result_timeout", options.ResultTimeout, infinite: true);
        Positive(errors, "task_time_limit", options.TaskTimeLimit, infinite: false);
        Positive(errors, "task_soft_time_limit", options.TaskSoftTimeLimit, infinite: false);
        NotNegative(errors, "broker_heartbeat", options.BrokerHeartbeat);
        Positive(errors, "control_queue_ttl", options.ControlQueueTtl, infinite: false);
        Positive(errors, "control_queue_expires", options.ControlQueueExpires, infinite: false);
        NotNegative(errors, "worker_soft_shutdown_timeout", options.WorkerSoftShutdownTimeout);
        Positive(errors, "event_queue_ttl", options.EventQueueTtl, infinite: false);
        Positive(errors, "event_queue_expires", options.EventQueueExpires, infinite: false);
        NotNegative(errors, "result_expires", options.ResultExpires ?? TimeSpan.Zero);
        if (options.TaskSoftTimeLimit >= options.TaskTimeLimit)
        {
            errors.Add($"task_soft_time_limit is {Seconds(options.TaskSoftTimeLimit.Value)}; expected less than task_time_limit, "
                + "which is "
                + $"{Seconds(options.TaskTimeLimit.Value)}.");
        }

        var policy = options.TaskPublishRetryPolicy;
        NotNegative(errors, "task_publish_retry_policy interval_start", policy.IntervalStart);
        NotNegative(errors, "task_publish_retry_policy interval_step", policy.IntervalStep);
        NotNegative(errors, "task_publish_retry_policy interval_max", policy.IntervalMax);
        Range(errors, "task_publish_retry_policy max_retries", policy.MaxRetries, 0, int.MaxValue);
    }

    private static void Numbers(CeleryOptions options, List<string> errors)
    {
        Range(errors, "task_protocol", options.TaskProtocol, 1, 2);
        Range(errors, "task_default_delivery_mode", options.TaskDefaultDeliveryMode, 1, 2);
        Range(errors, "task_default_priority", options.TaskDefaultPriority, 0, 255);
        Range(errors, "task_queue_max_priority", options.TaskQueueMaxPriority, 1, 255);
        Range(errors, "worker_concurrency", options.WorkerConcurrency, 1, 100_000);
        Range(errors, "worker_prefetch_multiplier", options.WorkerPrefetchMultiplier, 0, 1_000_000);
        Range(errors, "worker_max_tasks_per_child", options.WorkerMaxTasksPerChild, 1, int.MaxValue);
        Range(errors, "worker_max_memory_per_child", options.WorkerMaxMemoryPerChild, 1, int.MaxValue);
        Range(errors, "max_decompressed_size", options.MaxDecompressedSize, 1, int.MaxValue);
        Range(errors, "max_compression_ratio", options.MaxCompressionRatio, 1, int.MaxValue);
        Range(errors, "worker_eta_task_limit", options.WorkerEtaTaskLimit, 1, int.MaxValue);
    }

    private static void Choices(CeleryOptions options, List<string> errors)
    {
        OneOf(errors, "broker_failover_strategy", options.BrokerFailoverStrategy, ["round-robin", "shuffle"]);
        OneOf(errors, "task_default_exchange_type", options.TaskDefaultExchangeType, ExchangeTypes);
        OneOf(errors, "task_default_queue_type", options.TaskDefaultQueueType, QueueTypes);
        OneOf(errors, "task_create_missing_queue_type", options.TaskCreateMissingQueueType, QueueTypes);
        OneOf(errors, "broker_native_delayed_delivery_queue_type", options.BrokerNativeDelayedDeliveryQueueType, QueueTypes);
        OneOf(errors, "task_create_missing_queue_exchange_type", options.TaskCreateMissingQueueExchangeType, ExchangeTypes);
        NotEmpty(errors, "task_default_queue", options.TaskDefaultQueue);
        NotEmpty(errors, "control_exchange", options.ControlExchange);
        if (options is { ControlQueueExclusive: true, ControlQueueDurable: true })
        {
            errors.Add("control_queue_exclusive and control_queue_durable are both on; expected one of them at most.");
        }

        if (options.TaskDefaultRateLimit is { Length: > 0 } rate && RateLimit.TryParse(rate) is null)
        {
            errors.Add($"task_default_rate_limit is '{rate}'; expected a number and /s, /m or /h, such as 10/m.");
        }

        NotEmpty(errors, "event_exchange", options.EventExchange);
        NotEmpty(errors, "event_queue_prefix", options.EventQueuePrefix);
        if (options is { EventQueueExclusive: true, EventQueueDurable: true })
        {
            errors.Add("event_queue_exclusive and event_queue_durable are both on; expected one of them at most.");
        }

        if (!Enum.IsDefined(options.Release))
        {
            errors.Add(
                $"celery_release is {(int)options.Release}; expected one of {string.Join(", ", Enum.GetNames<CeleryRelease>())}.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.Timezone, out _))
        {
            errors.Add(
                $"timezone is '{options.Timezone}'; expected an IANA name such as UTC or Europe/Berlin that this system knows.");
        }

        ContentRules.Validate(options, errors);
    }

    private static void Queues(CeleryOptions options, List<string> errors)
    {
        foreach (var queue in options.TaskQueues)
        {
            NotEmpty(errors, "The name of a queue in task_queues", queue.Name);
            if (queue.Exchange is { } exchange)
            {
                OneOf(errors, $"exchange_type of queue '{queue.Name}' in task_queues", exchange.Type, ExchangeTypes);
            }
        }

        var names = options.TaskQueues.GroupBy(queue => queue.Name, StringComparer.Ordinal);
        foreach (var name in names.Where(same => same.Count() > 1))
        {
            errors.Add($"task_queues lists the queue '{name.Key}' {name.Count()} times; expected each name once.");
        }

        if (!options.TaskCreateMissingQueues)
        {
            var known = options.TaskQueues.Select(queue => queue.Name).ToHashSet(StringComparer.Ordinal);
            if (known.Count > 0 && !known.Contains(options.TaskDefaultQueue))
            {
                errors.Add($"task_default_queue is '{options.TaskDefaultQueue}', which is not in task_queues, and "
                    + "task_create_missing_queues is off.");
            }
        }
    }

    private static void Routes(CeleryOptions options, List<string> errors)
    {
        foreach (var route in options.TaskRoutes)
        {
            NotEmpty(errors, "A pattern in task_routes", route.Pattern);
            Range(errors, $"priority of '{route.Pattern}' in task_routes", route.Priority, 0, 255);
        }
    }

    private static void Add(List<string> errors, string? error)
    {
        if (error is not null)
        {
            errors.Add(error);
        }
    }

    private static void Positive(List<string> errors, string name, TimeSpan? value, bool infinite)
    {
        if (value is { } span && (span <= TimeSpan.Zero || span > TimeSpan.FromDays(40))
            && !(infinite && span == Timeout.InfiniteTimeSpan))
        {
            errors.Add($"{name} is {Seconds(span)}; expected more than 0 and at most 40 days"
                + $"{(infinite ? ", or -1 for no limit" : "")}.");
        }
    }

    private static void NotNegative(List<string> errors, string name, TimeSpan value)
    {
        if (value < TimeSpan.Zero)
        {
            errors.Add($"{name} is {Seconds(value)}; expected 0 or more.");
        }
    }

    private static void Range(List<string> errors, string name, int? value, int least, int most)
    {
        if (value is { } number && (number < least || number > most))
        {
            errors.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {number}; expected {least} to {most}."));
        }
    }

    private static void OneOf(List<string> errors, string name, string? value, string[] expected)
    {
        if (value is not null && !expected.Contains(value))
        {
            errors.Add($"{name} is '{value}'; expected {string.Join(" or ", expected)}.");
        }
    }

    private static void NotEmpty(List<string> errors, string name, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            errors.Add($"{name} is empty; expected a name.");
        }
    }

    private static string Seconds(TimeSpan value) => value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
