using Interop.Protocol.Results;

namespace Interop.Client.Backends.Disabled;

/// <summary>No results: storing drops, reading says which setting is missing. Celery: <c>DisabledBackend</c>.</summary>
internal sealed class DisabledResultBackend : IResultBackend
{
    public string DisplayUrl => "disabled://";

    public bool IsEnabled => false;

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask PrepareAsync(string taskId, CancellationToken cancellationToken) => default;

    public ValueTask StoreAsync(ResultMeta meta, ResultRoute route, CancellationToken cancellationToken) => default;

    public ValueTask<ResultMeta?> GetAsync(string taskId, CancellationToken cancellationToken) => throw NotKept(taskId);

    public ValueTask<ResultMeta> WaitAsync(
        string taskId, Action<ResultMeta>? onState, CancellationToken cancellationToken) => throw NotKept(taskId);

    public ValueTask ForgetAsync(string taskId, CancellationToken cancellationToken) => default;

    public bool AllowsChords => false;

    public IChordCounter? Chords => null;

    public ValueTask SaveGroupAsync(ResultTuple group, CancellationToken cancellationToken) => throw new ResultStoreException(
        $"Group {group.Id} cannot be saved: no result backend is configured. Set result_backend, e.g. redis://localhost/0.");

    public ValueTask<ResultTuple?> RestoreGroupAsync(string groupId, CancellationToken cancellationToken) => throw NotKept(groupId);

    public ValueTask DeleteGroupAsync(string groupId, CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync() => default;

    private static ResultReadException NotKept(string taskId) =>
        new($"The result of task {taskId} cannot be read: no result backend is configured. Set result_backend, "
            + "e.g. redis://localhost/0.");
}
