namespace Interop.Client.Producing;

/// <summary>How a publish that the broker did not take is tried again. Celery: <c>task_publish_retry_policy</c>.</summary>
/// <remarks>The transport waits for a broker that is away anyway; this counts publishes that broke off. The deadline of the
/// call (<c>publish_timeout</c>, <see cref="TaskSendOptions.Timeout"/>) ends all of it.</remarks>
public sealed record PublishRetryPolicy
{
    /// <summary>Celery's policy: 3 retries after 0, 0.2 and 0.4 s.</summary>
    public static PublishRetryPolicy Default { get; } = new();

    /// <summary>Retries before giving up; null for no limit. Default 3. Celery: <c>max_retries</c>.</summary>
    public int? MaxRetries { get; init; } = 3;

    /// <summary>Wait before the first retry. Default 0. Celery: <c>interval_start</c>, in seconds.</summary>
    public TimeSpan IntervalStart { get; init; } = TimeSpan.Zero;

    /// <summary>What every further wait is longer by. Default 0.2 s. Celery: <c>interval_step</c>, in seconds.</summary>
    public TimeSpan IntervalStep { get; init; } = TimeSpan.FromSeconds(0.2);

    /// <summary>Longest wait. Default 1 s. Celery: <c>interval_max</c>, in seconds.</summary>
    public TimeSpan IntervalMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait before a retry, counted from 0.</summary>
    internal TimeSpan Delay(int retry)
    {
        var delay = IntervalStart + IntervalStep * retry;
        return delay < IntervalMax ? delay : IntervalMax;
    }
}
