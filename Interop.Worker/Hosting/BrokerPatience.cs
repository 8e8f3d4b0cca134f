using Interop.Client.Brokers;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;

namespace Interop.Worker.Hosting;

/// <summary>How a starting worker waits for its broker. Celery: <c>Consumer.ensure_connected</c> and its <c>_error_handler</c>.</summary>
internal static class BrokerPatience
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(32);

    /// <inheritdoc cref="ReachAsync{T}"/>
    public static Task ReachAsync(WorkerRuntime runtime, Func<Task> attempt, CancellationToken cancellationToken) => ReachAsync(
        runtime,
        async () =>
        {
            await attempt().ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>Tries until the broker answers, at growing intervals, and says each time why it is tried again.</summary>
    /// <exception cref="BrokerException">The broker refuses; trying again is of no use.</exception>
    public static async Task<T> ReachAsync<T>(WorkerRuntime runtime, Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var wait = First; ; wait = wait * 2 < Longest ? wait * 2 : Longest)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (BrokerException e) when (e.IsTransient)
            {
                Log.CannotConnect(runtime.Logger, e.Broker, e.Message, wait.TotalSeconds);
                await Task.Delay(wait, runtime.Clock.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
