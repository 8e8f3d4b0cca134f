using Interop.Client.Backends;
using Interop.Client.Control;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Clr;

namespace Interop.Client.Results;

/// <summary>Handle of a task that was sent, or of one whose id is known. Cheap: nothing is read until asked for. Thread
/// safe.</summary>
/// <remarks>Celery: <c>celery/result.py</c>, <c>AsyncResult</c>.</remarks>
public class AsyncResult : ResultBase
{
    internal AsyncResult(CeleryApp app, string id, ResultBase? parent = null) : base(app, id, parent)
    {
    }

    /// <summary>True when the task was sent with <c>ignore_result</c>, so that there is nothing to wait for.</summary>
    public bool IsIgnored { get; internal init; }

    /// <summary>The newest record of the task, or null when there is none (PENDING).</summary>
    /// <exception cref="ResultReadException">No result backend is set, or the record cannot be read.</exception>
    public ValueTask<ResultMeta?> GetMetaAsync(CancellationToken cancellationToken = default) =>
        ResultReader.EnabledBackend(App, Id).GetAsync(Id, cancellationToken);

    /// <summary>State of the task; PENDING also when nobody knows it. Celery: <c>state</c>.</summary>
    /// <exception cref="ResultReadException">No result backend is set, or the record cannot be read.</exception>
    public async ValueTask<TaskState> GetStateAsync(CancellationToken cancellationToken = default) =>
        (await GetMetaAsync(cancellationToken).ConfigureAwait(false))?.Status ?? TaskState.Pending;

    /// <inheritdoc/>
    public override async ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken = default) =>
        (await GetStateAsync(cancellationToken).ConfigureAwait(false)).IsReady;

    /// <summary>Waits until the task is ready and returns its record.</summary>
    /// <param name="timeout">Time to wait. Default: <see cref="Configuration.CeleryOptions.ResultTimeout"/>.</param>
    /// <param name="propagate">False returns the record of a failure too, instead of throwing.</param>
    /// <param name="onState">Called for every record seen while waiting, e.g. <c>STARTED</c> or a state of the task's
    /// own; must be quick.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TaskFailedException">The task failed.</exception>
    /// <exception cref="TaskRevokedException">The task was revoked, expired or terminated.</exception>
    /// <exception cref="TimeoutException">The task was not ready in time; the message gives its last known
    /// state.</exception>
    /// <exception cref="InvalidOperationException">The task was sent with <c>ignore_result</c>.</exception>
    /// <exception cref="ResultReadException">No result backend is set, or the record cannot be read.</exception>
    public Task<ResultMeta> WaitAsync(
        TimeSpan? timeout = null, bool propagate = true, Action<ResultMeta>? onState = null,
        CancellationToken cancellationToken = default) =>
        ResultReader.WaitAsync(this, timeout, propagate, onState, cancellationToken);

    /// <inheritdoc/>
    public override Task<T> GetAsync<T>(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        GetAsync<T>(timeout, propagate: true, cancellationToken)!;

    /// <summary>As the other overload, and with <paramref name="propagate"/> false returns the default instead of
    /// throwing when the
    /// task did not succeed; <see cref="WaitAsync"/> tells the difference. Celery: <c>get(timeout, propagate)</c>.</summary>
    /// <typeparam name="T">What the result is read as.</typeparam>
    public async Task<T?> GetAsync<T>(TimeSpan? timeout, bool propagate, CancellationToken cancellationToken = default)
    {
        var meta = await WaitAsync(timeout, propagate, null, cancellationToken).ConfigureAwait(false);
        return meta.Status == TaskState.Success ? ResultReader.Read<T>(App, meta) : default;
    }

    /// <summary>Traceback of a failure, or null. Celery: <c>traceback</c>.</summary>
    /// <exception cref="ResultReadException">No result backend is set, or the record cannot be read.</exception>
    public async ValueTask<string?> GetTracebackAsync(CancellationToken cancellationToken = default) =>
        (await GetMetaAsync(cancellationToken).ConfigureAwait(false))?.Traceback;

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<AsyncResult>> GetChildrenAsync(CancellationToken cancellationToken = default)
    {
        var meta = await GetMetaAsync(cancellationToken).ConfigureAwait(false);
        var children = new List<AsyncResult>();
        Collect(meta?.Children);
        return children;

        void Collect(IReadOnlyList<ResultTuple>? tuples)
        {
            foreach (var tuple in tuples ?? [])
            {
                if (tuple.Children is null)
                {
                    children.Add(new AsyncResult(App, tuple.Id, ParentOf(App, tuple)));
                }
                else
                {
                    Collect(tuple.Children);
                }
            }
        }
    }

    /// <summary>Deletes the record. Celery: <c>forget()</c>.</summary>
    /// <exception cref="ResultReadException">No result backend is set.</exception>
    public ValueTask ForgetAsync(CancellationToken cancellationToken = default) =>
        ResultReader.EnabledBackend(App, Id).ForgetAsync(Id, cancellationToken);

    /// <summary>Tells all workers to drop the task when they meet it. Completes when the broker has it; nobody answers.
    /// Celery: <c>revoke()</c>.</summary>
    /// <param name="terminate">True to end the task also when it is running; Python workers kill the process that runs
    /// it.</param>
    /// <param name="signal">Signal that ends it.</param>
    /// <param name="cancellationToken">Ends the wait; without it the wait ends after <c>publish_timeout</c>.</param>
    /// <exception cref="Brokers.BrokerUnreachableException">No broker took it in time.</exception>
    public Task RevokeAsync(bool terminate = false, string signal = "SIGTERM", CancellationToken cancellationToken = default) =>
        App.Control.RevokeAsync(
            [Id], terminate, signal, ControlCall.Default with { WaitsForReplies = false }, cancellationToken);

    /// <inheritdoc/>
    public override ResultTuple ToTuple() => new(Id, Parent?.ToTuple());
}
