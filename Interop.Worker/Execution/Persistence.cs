using Interop.Protocol.Errors;
using Interop.Worker.Diagnostics;

namespace Interop.Worker.Execution;

/// <summary>Tries again while a backend or broker is away: without end for a message that can still be given back, else for a while.</summary>
/// <remarks>Celery: <c>Backend.retry_policy</c>, <c>result_backend_max_retries</c>.</remarks>
internal static class Persistence
{
    /// <summary>Attempts for work whose message is already acknowledged; later ones are a second apart.</summary>
    public const int BoundedAttempts = 20;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    /// <summary>Goes on after a first attempt that failed for the moment.</summary>
    /// <exception cref="CeleryException">The last failure: one that trying again cannot help, or one too many.</exception>
    /// <exception cref="OperationCanceledException">The worker ends.</exception>
    public static async ValueTask RetryAsync(
        WorkerRuntime runtime, TaskContext context, string what, CeleryException failure, Func<CancellationToken, ValueTask> attempt)
    {
        var delay = FirstDelay;
        for (var attempts = 1; ; attempts++)
        {
            if (!failure.IsTransient || (!context.Definition.AcksLate && attempts >= BoundedAttempts))
            {
                throw failure;
            }

            Log.WillTryAgain(runtime.Logger, what, context.DisplayName, context.Id, delay.TotalSeconds, failure.Message);
            var jitter = 0.5 + runtime.Chance.NextDouble() / 2;
            await Task.Delay(delay * jitter, runtime.Clock.Time, runtime.Closed).ConfigureAwait(false);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            try
            {
                await attempt(runtime.Closed).ConfigureAwait(false);
                return;
            }
            catch (CeleryException e)
            {
                failure = e;
            }
        }
    }
}
