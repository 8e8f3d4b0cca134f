using Interop.Protocol.Results;

namespace Interop.Client.Results;

/// <summary>Handle of a task whose result is a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">What the result is read as; <c>string?</c> and the like where Python may return
/// <c>None</c>.</typeparam>
public sealed class AsyncResult<T> : AsyncResult
{
    internal AsyncResult(CeleryApp app, string id, ResultBase? parent = null) : base(app, id, parent)
    {
    }

    /// <summary>Waits until the task is ready and returns its result. Celery: <c>get(timeout)</c>.</summary>
    /// <param name="timeout">Time to wait. Default: <see cref="Configuration.CeleryOptions.ResultTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TaskFailedException">The task failed.</exception>
    /// <exception cref="TaskRevokedException">The task was revoked, expired or terminated.</exception>
    /// <exception cref="TimeoutException">The task was not ready in time; the message gives its last known
    /// state.</exception>
    /// <exception cref="InvalidOperationException">The task was sent with <c>ignore_result</c>.</exception>
    /// <exception cref="Backends.ResultReadException">No result backend is set, the record cannot be read, or the result
    /// is no <typeparamref name="T"/>.</exception>
    public Task<T> GetAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        GetAsync<T>(timeout, cancellationToken);

    /// <summary>As the other overload, and with <paramref name="propagate"/> false returns the default instead of
    /// throwing when the
    /// task did not succeed; <see cref="AsyncResult.WaitAsync"/> tells the difference. Celery: <c>get(timeout,
    /// propagate)</c>.</summary>
    public Task<T?> GetAsync(TimeSpan? timeout, bool propagate, CancellationToken cancellationToken = default) =>
        GetAsync<T>(timeout, propagate, cancellationToken);

    internal static new AsyncResult<T> From(CeleryApp app, ResultTuple tuple) => new(app, tuple.Id, ParentOf(app, tuple));
}
