using Interop.Protocol.Results;

namespace Interop.Client.Results;

/// <summary>Handles of the members of a group that was sent from here. Celery: <c>celery/result.py</c>,
/// <c>GroupResult</c>.</summary>
/// <typeparam name="T">What the results of the members are read as.</typeparam>
public sealed class GroupResult<T> : GroupResult
{
    internal GroupResult(CeleryApp app, ResultTuple tuple)
        : base(app, tuple, [.. (tuple.Children ?? []).Select(child => child.Children is null ? AsyncResult<T>.From(app, child) : From(app, child))]) =>
        Results = [.. Members.OfType<AsyncResult<T>>()];

    /// <summary>The members that are tasks, in their order.</summary>
    public IReadOnlyList<AsyncResult<T>> Results { get; }

    /// <summary>Waits for all members and returns their results in their order. Celery: <c>join()</c>.</summary>
    /// <param name="timeout">Time to wait for all of them. Default:
    /// <see cref="Configuration.CeleryOptions.ResultTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TaskFailedException">A member failed.</exception>
    /// <exception cref="TaskRevokedException">A member was revoked, expired or terminated.</exception>
    /// <exception cref="TimeoutException">A member was not ready in time; the message gives its last known
    /// state.</exception>
    public async Task<IReadOnlyList<T>> GetAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Results.Count == Members.Count
            ? await InOrderAsync(Results, (result, token) => result.GetAsync(timeout, token), cancellationToken).ConfigureAwait(false)
            : await GetAsync<T[]>(timeout, cancellationToken).ConfigureAwait(false); // Results of inner groups are lists.
}
