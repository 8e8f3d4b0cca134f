namespace Interop.Testing;

/// <summary>Starts something at its first use; later users get the same, or the same failure.</summary>
/// <param name="start">Starts it.</param>
public sealed class Once<T>(Func<Task<T>> start)
{
    private readonly Lock _lock = new();
    private Task<T>? _started;

    public Task<T> GetAsync()
    {
        lock (_lock)
        {
            return _started ??= Task.Run(start);
        }
    }
}
