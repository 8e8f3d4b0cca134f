namespace Interop.Testing;

/// <summary>Awaits what a live server does in its own time; fails with what was seen last.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Reads until <paramref name="condition"/> holds and returns that value.</summary>
    /// <param name="read">Reads the current value; an exception counts as not yet.</param>
    /// <param name="condition">What is waited for.</param>
    /// <param name="deadline">How long to wait; default 10 seconds.</param>
    /// <param name="what">What is waited for, in words, for the failure.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The deadline passed; the message holds the last value or error.</exception>
    public static async Task<T> GetAsync<T>(
        Func<Task<T>> read, Func<T, bool> condition, TimeSpan? deadline = null, string what = "the condition",
        CancellationToken cancellationToken = default)
    {
        var limit = deadline ?? DefaultDeadline;
        var start = TimeProvider.System.GetTimestamp();
        string seen;
        do
        {
            Exception? error = null;
            try
            {
                var value = await read();
                if (condition(value))
                {
                    return value;
                }

                seen = $"last seen: {Describe(value)}";
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                error = e;
                seen = $"last error: {e.GetType().Name}: {e.Message}";
            }

            if (TimeProvider.System.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"Waited {limit.TotalSeconds:0.#} s for {what}; {seen}.", error);
            }

            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }
        while (true);
    }

    /// <inheritdoc cref="GetAsync{T}(Func{Task{T}}, Func{T, bool}, TimeSpan?, string, CancellationToken)"/>
    public static Task<T> GetAsync<T>(
        Func<T> read, Func<T, bool> condition, TimeSpan? deadline = null, string what = "the condition",
        CancellationToken cancellationToken = default)
        => GetAsync(() => Task.FromResult(read()), condition, deadline, what, cancellationToken);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    public static Task TrueAsync(
        Func<bool> condition, TimeSpan? deadline = null, string what = "the condition",
        CancellationToken cancellationToken = default)
        => GetAsync(() => Task.FromResult(condition()), held => held, deadline, what, cancellationToken);

    /// <inheritdoc cref="TrueAsync(Func{bool}, TimeSpan?, string, CancellationToken)"/>
    public static Task TrueAsync(
        Func<Task<bool>> condition, TimeSpan? deadline = null, string what = "the condition",
        CancellationToken cancellationToken = default)
        => GetAsync(condition, held => held, deadline, what, cancellationToken);

    private static string Describe<T>(T value)
        => value is System.Collections.IEnumerable items and not string
            ? $"[{string.Join(", ", items.Cast<object?>().Take(20))}]"
            : value?.ToString() ?? "null";
}
