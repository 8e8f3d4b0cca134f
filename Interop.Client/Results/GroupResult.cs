using Interop.Protocol.Results;

namespace Interop.Client.Results;

/// <summary>Handles of the members of a group. Celery: <c>celery/result.py</c>, <c>GroupResult</c>.</summary>
public class GroupResult : ResultBase
{
    internal GroupResult(CeleryApp app, ResultTuple tuple)
        : this(app, tuple, [.. (tuple.Children ?? []).Select(child => From(app, child))])
    {
    }

    private protected GroupResult(CeleryApp app, ResultTuple tuple, IReadOnlyList<ResultBase> members)
        : base(app, tuple.Id, ParentOf(app, tuple)) => Members = members;

    /// <summary>The members in their order: tasks, and groups at the end of chains. Celery: <c>results</c>.</summary>
    public IReadOnlyList<ResultBase> Members { get; }

    /// <inheritdoc/>
    public override async ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        foreach (var member in Members)
        {
            if (!await member.IsReadyAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many tasks succeeded so far, those of inner groups included. Celery: <c>completed_count()</c>.</summary>
    /// <exception cref="Backends.ResultReadException">No result backend is set, or a record cannot be read.</exception>
    public async ValueTask<int> CountCompletedAsync(CancellationToken cancellationToken = default)
    {
        var count = 0;
        foreach (var member in Members)
        {
            count += member is GroupResult group
                ? await group.CountCompletedAsync(cancellationToken).ConfigureAwait(false)
                : await ((AsyncResult)member).GetStateAsync(cancellationToken).ConfigureAwait(false) == TaskState.Success ? 1 : 0;
        }

        return count;
    }

    /// <summary>Keeps the handle in the backend, for others to restore by its id. Celery: <c>save()</c>.</summary>
    /// <exception cref="Backends.ResultStoreException">It was not stored, or the backend keeps no groups.</exception>
    public ValueTask SaveAsync(CancellationToken cancellationToken = default) => App.Backend.SaveGroupAsync(ToTuple(), cancellationToken);

    /// <summary>Deletes what <see cref="SaveAsync"/> stored. Celery: <c>delete()</c>.</summary>
    public ValueTask DeleteAsync(CancellationToken cancellationToken = default) => App.Backend.DeleteGroupAsync(Id, cancellationToken);

    /// <summary>Deletes the records of all members. Celery: <c>forget()</c>.</summary>
    public async ValueTask ForgetAsync(CancellationToken cancellationToken = default)
    {
        foreach (var member in Members)
        {
            await (member is GroupResult group
                ? group.ForgetAsync(cancellationToken)
                : ((AsyncResult)member).ForgetAsync(cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override ResultTuple ToTuple() => new(Id, Parent?.ToTuple(), [.. Members.Select(member => member.ToTuple())]);
}
