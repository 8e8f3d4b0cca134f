using Interop.Protocol.Results;

namespace Interop.Client.Backends;

/// <summary>Where results are kept. Reconnects by itself; thread safe. Celery: <c>celery.backends.base.Backend</c>.</summary>
public interface IResultBackend : IAsyncDisposable
{
    /// <summary>The backend's URL with the password masked, for people.</summary>
    string DisplayUrl { get; }

    /// <summary>False when nothing is kept and nothing can be read (<c>result_backend</c> not set).</summary>
    bool IsEnabled { get; }

    /// <summary>Connects now instead of at the first use.</summary>
    /// <exception cref="ResultStoreException">It cannot be reached.</exception>
    Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Called before a task is published, so that its result cannot be missed. Celery: <c>on_task_call</c>.</summary>
    ValueTask PrepareAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Stores a state. A stored SUCCESS is never overwritten (key-value backends). Completes when the backend has it.</summary>
    /// <exception cref="ResultStoreException">It was not stored; says whether trying again can help.</exception>
    ValueTask StoreAsync(ResultMeta meta, ResultRoute route, CancellationToken cancellationToken);

    /// <summary>The newest record, or null when there is none (PENDING).</summary>
    /// <exception cref="ResultReadException">It cannot be read, or the backend keeps none.</exception>
    ValueTask<ResultMeta?> GetAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Waits, by push and not by polling, until the task is ready, and returns the record.</summary>
    /// <param name="taskId">Id of the task.</param>
    /// <param name="onState">Called for every record seen on the way, ready or not; may be null.</param>
    /// <param name="cancellationToken">Ends the wait; the subscription does not leak.</param>
    /// <exception cref="ResultReadException">The backend keeps no results, or what is stored cannot be read.</exception>
    ValueTask<ResultMeta> WaitAsync(string taskId, Action<ResultMeta>? onState, CancellationToken cancellationToken);

    /// <summary>Deletes the record.</summary>
    ValueTask ForgetAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>False when results cannot be gathered for the body of a chord, since not every worker sees them. Celery:
    /// <c>ensure_chords_allowed</c>.</summary>
    bool AllowsChords { get; }

    /// <summary>Counts the parts of chords; null where a task <c>celery.chord_unlock</c> looks from time to time.</summary>
    IChordCounter? Chords { get; }

    /// <summary>Keeps the handle of a group under its id. Celery: <c>GroupResult.save</c>.</summary>
    /// <exception cref="ResultStoreException">It was not stored, or the backend keeps no groups.</exception>
    ValueTask SaveGroupAsync(ResultTuple group, CancellationToken cancellationToken);

    /// <summary>The handle of a group that was saved, or null. Celery: <c>GroupResult.restore</c>.</summary>
    /// <exception cref="ResultReadException">It cannot be read, or the backend keeps no groups.</exception>
    ValueTask<ResultTuple?> RestoreGroupAsync(string groupId, CancellationToken cancellationToken);

    /// <summary>Deletes the handle of a group, not its results. Celery: <c>GroupResult.delete</c>.</summary>
    ValueTask DeleteGroupAsync(string groupId, CancellationToken cancellationToken);
}
