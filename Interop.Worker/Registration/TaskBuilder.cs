using Interop.Client;
using Interop.Client.Configuration;
using Interop.Protocol.Canvas;
using Interop.Worker.Execution;
using Interop.Worker.Registration.Binding;

namespace Interop.Worker.Registration;

/// <summary>Options of one task that was mapped from a delegate; each method returns the builder itself.</summary>
public sealed class TaskBuilder
{
    private readonly Func<CeleryApp, TaskInvoker> _invoker;

    internal TaskBuilder(string name, TaskOptions options, Func<CeleryApp, TaskInvoker> invoker)
    {
        Name = name;
        Options = options;
        _invoker = invoker;
    }

    /// <summary>Name of the task, as senders know it.</summary>
    public string Name { get; }

    internal TaskOptions Options { get; private set; }

    /// <summary>Sets what <see cref="Execution.TaskContext.Retry"/> goes by.</summary>
    /// <param name="maxRetries">Retries before the task fails; null for no limit. Default 3. Celery: <c>max_retries</c>.</param>
    /// <param name="delay">Time until a retry that says none. Default 180 s. Celery: <c>default_retry_delay</c>.</param>
    public TaskBuilder WithRetry(int? maxRetries = 3, TimeSpan? delay = null) => With(Options with
    {
        MaxRetries = maxRetries,
        RetryDelay = delay ?? Options.RetryDelay,
    });

    /// <summary>Makes the task run again when it throws a <typeparamref name="TException"/>; may be called for several. Celery: <c>autoretry_for</c>.</summary>
    /// <param name="backoff">Seconds of the first retry, doubled each time; 0 uses the retry delay. Celery: <c>retry_backoff</c>.</param>
    /// <param name="backoffMax">Longest time. Default 600 s. Celery: <c>retry_backoff_max</c>.</param>
    /// <param name="jitter">Takes a random time up to that of the backoff. Default true. Celery: <c>retry_jitter</c>.</param>
    public TaskBuilder WithAutoRetry<TException>(double backoff = 0, TimeSpan? backoffMax = null, bool jitter = true)
        where TException : Exception => With(Options with
        {
            AutoRetryFor = [.. Options.AutoRetryFor, typeof(TException)],
            RetryBackoff = backoff,
            RetryBackoffMax = backoffMax ?? Options.RetryBackoffMax,
            RetryJitter = jitter,
        });

    /// <summary>Limits how long the task may run. Default: <c>task_soft_time_limit</c> and <c>task_time_limit</c>.</summary>
    /// <param name="soft">After this the task's token is cancelled; if it ends by that, it failed with <c>SoftTimeLimitExceeded</c>.</param>
    /// <param name="hard">After this the task failed with <c>TimeLimitExceeded</c>. In the process pool its process is killed; in the
    /// async pool the token is cancelled, and code that ignores the token is abandoned: it goes on, and nobody waits for it.</param>
    public TaskBuilder WithTimeLimit(TimeSpan? soft = null, TimeSpan? hard = null) =>
        With(Options with { SoftTimeLimit = soft, TimeLimit = hard });

    /// <summary>Changes what takes the task's place, before it is sent. Celery: <c>Task.on_replace</c>.</summary>
    /// <param name="onReplace">Gets the replacement with its ids and place decided, and returns what is sent.</param>
    public TaskBuilder WithReplacement(Func<TaskContext, Signature, Signature> onReplace) => With(Options with { OnReplace = onReplace });

    /// <summary>Acknowledges the message after the task instead of before, so that a crash makes it run again. Celery: <c>acks_late</c>.</summary>
    /// <param name="late">False acknowledges early whatever <c>task_acks_late</c> says.</param>
    /// <param name="onFailure">False rejects the message of a failed task. Celery: <c>acks_on_failure_or_timeout</c>.</param>
    /// <param name="requeueWhenLost">True puts the message back into its queue when the process that runs the task is lost, instead of
    /// recording a failure; a task that always ends its process then runs for ever. Celery: <c>reject_on_worker_lost</c>.</param>
    public TaskBuilder WithAcksLate(bool late = true, bool? onFailure = null, bool? requeueWhenLost = null) =>
        With(Options with { AcksLate = late, AcksOnFailureOrTimeout = onFailure, RejectOnWorkerLost = requeueWhenLost });

    /// <summary>Stores no result. Celery: <c>ignore_result</c>.</summary>
    /// <param name="ignore">False stores it whatever <c>task_ignore_result</c> says.</param>
    /// <param name="storeErrors">True stores failures all the same. Celery: <c>store_errors_even_if_ignored</c>.</param>
    public TaskBuilder WithIgnoreResult(bool ignore = true, bool? storeErrors = null) =>
        With(Options with { IgnoreResult = ignore, StoreErrorsEvenIfIgnored = storeErrors });

    /// <summary>Stores STARTED when the task begins. Celery: <c>track_started</c>.</summary>
    public TaskBuilder WithTrackStarted(bool track = true) => With(Options with { TrackStarted = track });

    /// <summary>Limits how often each worker begins the task; others are not held up by it. Celery: <c>rate_limit</c>.</summary>
    /// <param name="rate">E.g. <c>10/s</c>, <c>100/m</c>, <c>1/h</c>; a bare number is a second's, and empty is no limit whatever
    /// <c>task_default_rate_limit</c> says.</param>
    /// <exception cref="FormatException">It is no rate.</exception>
    public TaskBuilder WithRateLimit(string rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        _ = rate.Length == 0 ? null : RateLimit.Parse(rate);
        return With(Options with { RateLimit = rate });
    }

    /// <summary>Whether the worker sends events of this task, where it sends any. Default true. Celery: <c>send_events</c>.</summary>
    public TaskBuilder WithEvents(bool send) => With(Options with { SendEvents = send });

    internal TaskDefinition Build(CeleryApp app) =>
        new(Name, _invoker(app), Options, app.Options, app.Loggers.CreateLogger(Name));

    private TaskBuilder With(TaskOptions options)
    {
        Options = options;
        return this;
    }
}
