using Interop.Protocol.Results;

namespace Interop.Client.Results;

/// <summary>Handle of a task that was sent, or of one whose id is known. Cheap: nothing is read until asked for. Thread safe.</summary>
/// <remarks>Celery: <c>celery/result.py</c>, <c>AsyncResult</c>.</remarks>
public class AsyncResult
{
    internal AsyncResult(CeleryApp app, string id, AsyncResult? parent = null)
    {
        App = app;
        Id = id;
        Parent = parent;
    }

    /// <summary>Id of the task.</summary>
    public string Id { get; }

    /// <summary>Handle of the step before this one in a chain that was sent from here.</summary>
    public AsyncResult? Parent { get; }

    /// <summary>True when the task was sent with <c>ignore_result</c>, so that there is nothing to wait for.</summary>
    public bool IsIgnored { get; internal init; }

    internal CeleryApp App { get; }

    /// <summary>The newest record of the task, or null when there is none (PENDING).</summary>
    /// <exception cref="Backends.ResultReadException">No result backend is set, or the record cannot be read.</exception>
    public ValueTask<ResultMeta?> GetMetaAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>State of the task; PENDING also when nobody knows it. Celery: <c>state</c>.</summary>
    /// <exception cref="Backends.ResultReadException">No result backend is set, or the record cannot be read.</exception>
    public ValueTask<TaskState> GetStateAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>True when the task succeeded, failed or was revoked. Celery: <c>ready()</c>.</summary>
    public ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Waits until the task is ready and returns its record.</summary>
    public Task<ResultMeta> WaitAsync(
        TimeSpan? timeout = null, bool propagate = true, Action<ResultMeta>? onState = null,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Waits until the task is ready and returns its result.</summary>
    public Task<T> GetAsync<T>(TimeSpan? timeout = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Traceback of a failure, or null. Celery: <c>traceback</c>.</summary>
    public ValueTask<string?> GetTracebackAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>The tasks that this one sent, as far as its record names them. Celery: <c>children</c>.</summary>
    public ValueTask<IReadOnlyList<AsyncResult>> GetChildrenAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Deletes the record. Celery: <c>forget()</c>.</summary>
    public ValueTask ForgetAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Tells all workers to drop the task when they meet it. Celery: <c>revoke()</c>.</summary>
    public Task RevokeAsync(bool terminate = false, string signal = "SIGTERM", CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>The handle as it travels in messages and results. Celery: <c>as_tuple()</c>.</summary>
    public ResultTuple ToTuple() => new(Id, Parent?.ToTuple());

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
