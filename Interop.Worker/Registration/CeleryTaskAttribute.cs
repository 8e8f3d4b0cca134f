namespace Interop.Worker.Registration;

/// <summary>Makes a public method of a class given to <see cref="CeleryWorkerBuilder.MapTasks{T}"/> a task.</summary>
/// <remarks>An instance of the class comes from a new service scope for every run. Celery: <c>@app.task</c>.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CeleryTaskAttribute : Attribute
{
    private int? _maxRetries;
    private double? _retryDelay;
    private bool? _acksLate;
    private bool? _rejectOnWorkerLost;
    private bool? _ignoreResult;
    private bool? _trackStarted;
    private double? _softTimeLimit;
    private double? _timeLimit;

    /// <summary>Creates the attribute.</summary>
    /// <param name="name">Name of the task, as senders know it. It is a contract: renaming the method does not change it.</param>
    public CeleryTaskAttribute(string name) => Name = name;

    /// <summary>Name of the task.</summary>
    public string Name { get; }

    /// <summary>Retries before the task fails; -1 for no limit. Default 3. Celery: <c>max_retries</c>.</summary>
    public int MaxRetries
    {
        get => _maxRetries ?? 3;
        set => _maxRetries = value;
    }

    /// <summary>Seconds until a retry that says no time. Default 180. Celery: <c>default_retry_delay</c>.</summary>
    public double RetryDelaySeconds
    {
        get => _retryDelay ?? 180;
        set => _retryDelay = value;
    }

    /// <summary>Acknowledges after the task. Default: <c>task_acks_late</c>. Celery: <c>acks_late</c>.</summary>
    public bool AcksLate
    {
        get => _acksLate ?? false;
        set => _acksLate = value;
    }

    /// <summary>Puts the message back when the process that runs the task is lost; late acknowledgement only. Default:
    /// <c>task_reject_on_worker_lost</c>. Celery: <c>reject_on_worker_lost</c>.</summary>
    public bool RejectOnWorkerLost
    {
        get => _rejectOnWorkerLost ?? false;
        set => _rejectOnWorkerLost = value;
    }

    /// <summary>Stores no result. Default: <c>task_ignore_result</c>. Celery: <c>ignore_result</c>.</summary>
    public bool IgnoreResult
    {
        get => _ignoreResult ?? false;
        set => _ignoreResult = value;
    }

    /// <summary>Stores STARTED. Default: <c>task_track_started</c>. Celery: <c>track_started</c>.</summary>
    public bool TrackStarted
    {
        get => _trackStarted ?? false;
        set => _trackStarted = value;
    }

    /// <summary>Seconds after which the task's token is cancelled; 0 leaves it to <c>task_soft_time_limit</c>. Celery: <c>soft_time_limit</c>.</summary>
    public double SoftTimeLimitSeconds
    {
        get => _softTimeLimit ?? 0;
        set => _softTimeLimit = value;
    }

    /// <summary>Seconds after which the task counts as failed; 0 leaves it to <c>task_time_limit</c>. Celery: <c>time_limit</c>.</summary>
    public double TimeLimitSeconds
    {
        get => _timeLimit ?? 0;
        set => _timeLimit = value;
    }

    /// <summary>How often each worker begins the task, e.g. <c>10/m</c>; null leaves it to <c>task_default_rate_limit</c>. Celery:
    /// <c>rate_limit</c>.</summary>
    public string? RateLimit { get; set; }

    /// <summary>Exceptions that make the task run again by themselves. Default none. Celery: <c>autoretry_for</c>.</summary>
    public Type[] AutoRetryFor { get; set; } = [];

    /// <summary>Seconds of the first automatic retry, doubled each time; 0 uses <see cref="RetryDelaySeconds"/>. Celery: <c>retry_backoff</c>.</summary>
    public double RetryBackoff { get; set; }

    /// <summary>Longest time of automatic retries, in seconds. Default 600. Celery: <c>retry_backoff_max</c>.</summary>
    public double RetryBackoffMax { get; set; } = 600;

    /// <summary>Takes a random time up to that of the backoff. Default true. Celery: <c>retry_jitter</c>.</summary>
    public bool RetryJitter { get; set; } = true;

    /// <summary>Whether the worker sends events of this task, where it sends any. Default true. Celery: <c>send_events</c>.</summary>
    public bool SendEvents { get; set; } = true;

    internal TaskOptions ToOptions() => new()
    {
        MaxRetries = MaxRetries < 0 ? null : MaxRetries,
        RetryDelay = TimeSpan.FromSeconds(RetryDelaySeconds),
        AcksLate = _acksLate,
        RejectOnWorkerLost = _rejectOnWorkerLost,
        IgnoreResult = _ignoreResult,
        TrackStarted = _trackStarted,
        SoftTimeLimit = Limit(_softTimeLimit),
        TimeLimit = Limit(_timeLimit),
        AutoRetryFor = AutoRetryFor,
        RateLimit = RateLimit,
        RetryBackoff = RetryBackoff,
        RetryBackoffMax = TimeSpan.FromSeconds(RetryBackoffMax),
        RetryJitter = RetryJitter,
        SendEvents = SendEvents,
    };

    private static TimeSpan? Limit(double? seconds) => seconds is > 0 ? TimeSpan.FromSeconds(seconds.Value) : null;
}
