using Interop.Protocol.Values;
using Interop.Worker.Execution;
using Interop.Worker.Registration;

namespace InteropWorker.Tasks;

/// <summary>Tasks that ask for another run.</summary>
internal static class RetryTasks
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    /// <summary>Runs of <c>retry</c> that gave no value yet, in this process.</summary>
    private static int s_attempt;

    public static void Map(CeleryWorkerBuilder worker)
    {
        worker.Map("retry", Retry).WithRetry(delay: Delay);
        worker.Map("retry_unpickleable", RetryUnpickleable).WithRetry(delay: Delay);
        worker.Map("retry_once", RetryOnce).WithRetry(maxRetries: 1);
        worker.Map("retry_once_priority", RetryOncePriority).WithRetry(maxRetries: 1);
        worker.Map("retry_once_headers", RetryOnceHeaders).WithRetry(maxRetries: 1);
        worker.MapTask("auto_retry_class_task", RetryByItself)
            .WithRetry(maxRetries: 1)
            .WithAutoRetry<ArgumentException>(backoff: 1);
    }

    private static WireValue Retry(TaskContext task, WireValue returnValue = default)
    {
        if (Operands.IsTrue(returnValue) && ++s_attempt > 3)
        {
            s_attempt = 0;
            return returnValue;
        }

        throw task.Retry(new ExpectedException(), TimeSpan.FromSeconds(5));
    }

    private static void RetryUnpickleable(TaskContext task, WireValue foo, WireValue bar, [KeywordOnly] RetryOptions retryKwargs) =>
        throw task.Retry(new UnpickleableException(foo), Seconds(retryKwargs.Countdown), maxRetries: retryKwargs.MaxRetries);

    private static int RetryOnce(
        TaskContext task, [KeywordOnly] double? expires = null, [KeywordOnly] int? maxRetries = 1, [KeywordOnly] double? countdown = 0.1,
        params WireValue[] args) => task.Retries > 0
            ? task.Retries
            : throw task.Retry(
                countdown: Seconds(countdown), maxRetries: maxRetries, expires: Seconds(expires) ?? Timeout.InfiniteTimeSpan);

    private static WireValue RetryOncePriority(
        TaskContext task, [KeywordOnly] double? expires = 60, [KeywordOnly] int? maxRetries = 1, [KeywordOnly] double? countdown = 0.1,
        params WireValue[] args) => task.Retries > 0
            ? task.Priority is { } priority ? priority : WireValue.None
            : throw task.Retry(countdown: Seconds(countdown), maxRetries: maxRetries);

    private static WireMap RetryOnceHeaders(
        TaskContext task, [KeywordOnly] int? maxRetries = 1, [KeywordOnly] double? countdown = 0.1, params WireValue[] args) =>
        task.Retries > 0
            ? task.Headers.Extra ?? []
            : throw task.Retry(countdown: Seconds(countdown), maxRetries: maxRetries);

    private static int RetryByItself(TaskContext task) => task.Retries > 0 ? task.Retries : throw new ArgumentException("");

    private static TimeSpan? Seconds(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;

    private sealed record RetryOptions(double? Countdown = null, int? MaxRetries = null);
}
