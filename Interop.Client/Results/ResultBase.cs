using Interop.Protocol.Results;

namespace Interop.Client.Results;

/// <summary>Handle of a task or a group. Celery: <c>celery/result.py</c>, <c>ResultBase</c>.</summary>
public abstract class ResultBase
{
    private protected ResultBase(CeleryApp app, string id, ResultBase? parent)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        App = app;
        Id = id;
        Parent = parent;
    }

    /// <summary>Id of the task or group.</summary>
    public string Id { get; }

    /// <summary>Handle of what stands before this in a canvas that was sent from here: the step before in a chain, the header before the
    /// body of a chord; else null.</summary>
    public ResultBase? Parent { get; }

    internal CeleryApp App { get; }

    /// <summary>The handle as it travels in messages and results. Celery: <c>as_tuple()</c>.</summary>
    public abstract ResultTuple ToTuple();

    /// <summary>True when the task, or every member of the group, succeeded, failed or was revoked. Celery: <c>ready()</c>.</summary>
    /// <exception cref="Backends.ResultReadException">No result backend is set, or a record cannot be read.</exception>
    public abstract ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits until it is ready and returns its result; that of a group is the list of its members' results. Celery:
    /// <c>get(timeout)</c>.</summary>
    /// <typeparam name="T">What the result is read as; for a group a list or array.</typeparam>
    /// <param name="timeout">Time to wait. Default: <see cref="Configuration.CeleryOptions.ResultTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TaskFailedException">The task, or a member of the group, failed.</exception>
    /// <exception cref="TaskRevokedException">The task, or a member of the group, was revoked, expired or terminated.</exception>
    /// <exception cref="TimeoutException">It was not ready in time; the message gives the last known state.</exception>
    /// <exception cref="InvalidOperationException">The task was sent with <c>ignore_result</c>.</exception>
    /// <exception cref="Backends.ResultReadException">No result backend is set, a record cannot be read, or the result is no
    /// <typeparamref name="T"/>.</exception>
    public abstract Task<T> GetAsync<T>(TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>The tasks that a task sent, as far as its record names them; of groups, the members. Celery: <c>children</c>.</summary>
    /// <exception cref="Backends.ResultReadException">No result backend is set, or the record cannot be read.</exception>
    public abstract ValueTask<IReadOnlyList<AsyncResult>> GetChildrenAsync(CancellationToken cancellationToken = default);

    /// <summary>The id.</summary>
    public override string ToString() => Id;

    internal static ResultBase From(CeleryApp app, ResultTuple tuple) => tuple.Children is null
        ? new AsyncResult(app, tuple.Id, ParentOf(app, tuple))
        : new GroupResult(app, tuple);

    internal static ResultBase? ParentOf(CeleryApp app, ResultTuple tuple) => tuple.Parent is null ? null : From(app, tuple.Parent);
}
