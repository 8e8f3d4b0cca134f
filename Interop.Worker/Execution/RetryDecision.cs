namespace Interop.Worker.Execution;

/// <summary>Whether and when a task runs again. Pure: the clock is not asked and chance is given.</summary>
/// <remarks>Celery: <c>celery/app/task.py</c> <c>Task.retry</c>, <c>celery/app/autoretry.py</c>,
/// <c>celery/utils/time.py</c> <c>get_exponential_backoff_interval</c>.</remarks>
internal static class RetryDecision
{
    /// <summary>True when one more run would be one too many. <c>max_retries</c> null has no limit.</summary>
    /// <param name="retries">How often the task was retried before this run.</param>
    /// <param name="maxRetries">The limit.</param>
    public static bool IsExhausted(int retries, int? maxRetries) => maxRetries is { } limit && (long)retries + 1 > limit;

    /// <summary>Seconds until an automatic retry: <c>min(maximum, factor * 2 ** retries)</c>, with full jitter any whole number up to that.</summary>
    /// <param name="factor"><c>retry_backoff</c>; fractions are dropped, less than one counts as one.</param>
    /// <param name="retries">How often the task was retried before this run.</param>
    /// <param name="maximum"><c>retry_backoff_max</c>.</param>
    /// <param name="chance">Source of the jitter, or null for none (<c>retry_jitter</c>).</param>
    public static TimeSpan Backoff(double factor, int retries, TimeSpan maximum, Random? chance)
    {
        var seconds = Math.Min(Math.Truncate(maximum.TotalSeconds), Math.Truncate(Math.Max(1, factor)) * Math.Pow(2, Math.Max(0, retries)));
        if (chance is not null)
        {
            seconds = chance.NextInt64((long)Math.Max(0, seconds) + 1);
        }

        return TimeSpan.FromSeconds(Math.Max(0, seconds));
    }

    /// <summary>Python's <c>str(Retry)</c>: <c>Retry in 180s: ValueError('x')</c>.</summary>
    /// <param name="delay">The countdown, or null when the time is given by <paramref name="eta"/>.</param>
    /// <param name="eta">The time as text.</param>
    /// <param name="cause"><c>repr</c> of the exception that made the task retry, or null.</param>
    public static string Describe(TimeSpan? delay, string eta, string? cause)
    {
        var when = delay is { } some ? $"in {Seconds(some)}s" : $"at {eta}";
        return cause is null ? $"Retry {when}" : $"Retry {when}: {cause}";
    }

    private static string Seconds(TimeSpan delay) => delay.Ticks % TimeSpan.TicksPerSecond == 0
        ? ((long)delay.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : Protocol.Text.PythonFloat.Format(delay.TotalSeconds);
}
