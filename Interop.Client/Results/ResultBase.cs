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

    /// <summary>The id.</summary>
    public override string ToString() => Id;

    internal static ResultBase From(CeleryApp app, ResultTuple tuple) => tuple.Children is null
        ? new AsyncResult(app, tuple.Id, ParentOf(app, tuple))
        : new GroupResult(app, tuple);

    internal static ResultBase? ParentOf(CeleryApp app, ResultTuple tuple) => tuple.Parent is null ? null : From(app, tuple.Parent);
}
