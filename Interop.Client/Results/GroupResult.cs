using Interop.Client.Backends;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

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

    /// <inheritdoc/>
    public override async Task<T> GetAsync<T>(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var value = await ValueAsync(timeout, cancellationToken).ConfigureAwait(false);
        try
        {
            return App.Codec.FromWire<T>(value)!;
        }
        catch (ValueBindException e)
        {
            throw new ResultReadException($"The results of group {Id} cannot be read as {typeof(T)}: {e.Message}", innerException: e);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<AsyncResult>> GetChildrenAsync(CancellationToken cancellationToken = default) =>
        new([.. Tasks()]);

    /// <summary>How many tasks succeeded so far, those of inner groups included. Celery: <c>completed_count()</c>.</summary>
    /// <exception cref="Backends.ResultReadException">No result backend is set, or a record cannot be read.</exception>
    public async ValueTask<int> CountCompletedAsync(CancellationToken cancellationToken = default)
    {
        var count = 0;
        foreach (var task in Tasks())
        {
            count += await task.GetStateAsync(cancellationToken).ConfigureAwait(false) == TaskState.Success ? 1 : 0;
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
        foreach (var task in Tasks())
        {
            await task.ForgetAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private IEnumerable<AsyncResult> Tasks() =>
        Members.SelectMany(member => member is GroupResult group ? group.Tasks() : [(AsyncResult)member]);

    private async Task<WireValue> ValueAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        return WireValue.List(await InOrderAsync(Members, ValueOfAsync, cancellationToken).ConfigureAwait(false));

        async Task<WireValue> ValueOfAsync(ResultBase member, CancellationToken token)
        {
            if (member is GroupResult group)
            {
                return await group.ValueAsync(timeout, token).ConfigureAwait(false);
            }

            var meta = await ((AsyncResult)member).WaitAsync(timeout, cancellationToken: token).ConfigureAwait(false);
            return meta.ResultValue ?? WireJsonReader.ReadDocument(meta.ResultJson.Span);
        }
    }

    /// <summary>Waits for all at once, and fails with the first in order that fails without waiting for those behind it, as <c>join</c>
    /// does.</summary>
    private protected static async Task<TResult[]> InOrderAsync<TMember, TResult>(
        IReadOnlyList<TMember> members, Func<TMember, CancellationToken, Task<TResult>> wait, CancellationToken cancellationToken)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waits = members.Select(member => wait(member, rest.Token)).ToArray();
        var results = new TResult[waits.Length];
        try
        {
            for (var i = 0; i < waits.Length; i++)
            {
                results[i] = await waits[i].ConfigureAwait(false);
            }
        }
        catch
        {
            await rest.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(waits)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return results;
    }

    /// <inheritdoc/>
    public override ResultTuple ToTuple() => new(Id, Parent?.ToTuple(), [.. Members.Select(member => member.ToTuple())]);
}
