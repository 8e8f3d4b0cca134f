namespace Interop.Client.Results;

/// <summary>Handle of a task whose result is a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">What the result is read as; <c>string?</c> and the like where Python may return <c>None</c>.</typeparam>
public sealed class AsyncResult<T> : AsyncResult
{
    internal AsyncResult(CeleryApp app, string id, AsyncResult? parent = null) : base(app, id, parent)
    {
    }

    /// <summary>Waits until the task is ready and returns its result.</summary>
    public Task<T> GetAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        GetAsync<T>(timeout, cancellationToken);
}
