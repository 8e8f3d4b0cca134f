using System.Buffers;
using System.Collections.Concurrent;
using Interop.Client.Serialization;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;

namespace Interop.Client.Backends.InMemory;

/// <summary>Results in this process, serialized as everywhere else. Celery: <c>cache+memory://</c>.</summary>
internal sealed class InMemoryResultBackend(ClientContext context) : IResultBackend
{
    private readonly ConcurrentDictionary<string, Record> _records = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ResultTuple> _groups = new(StringComparer.Ordinal);
    private readonly AppContent _content = context.Content;

    public string DisplayUrl => "cache+memory://";

    public bool IsEnabled => true;

    public bool AllowsChords => true;

    public IChordCounter Chords { get; } = new InMemoryChordCounter();

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask PrepareAsync(string taskId, CancellationToken cancellationToken) => default;

    public ValueTask StoreAsync(ResultMeta meta, ResultRoute route, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>();
        _content.WriteResult(output, meta);
        _records.GetOrAdd(meta.TaskId, _ => new Record()).Store(output.WrittenMemory, meta.Status);
        return default;
    }

    public ValueTask<ResultMeta?> GetAsync(string taskId, CancellationToken cancellationToken) =>
        new(_records.TryGetValue(taskId, out var record) ? Read(record.Snapshot().Document) : null);

    public async ValueTask<ResultMeta> WaitAsync(
        string taskId, Action<ResultMeta>? onState, CancellationToken cancellationToken)
    {
        var record = _records.GetOrAdd(taskId, _ => new Record());
        while (true)
        {
            var (document, changed) = record.Snapshot();
            if (Read(document) is { } meta)
            {
                onState?.Invoke(meta);
                if (meta.Status.IsReady)
                {
                    return meta;
                }
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask ForgetAsync(string taskId, CancellationToken cancellationToken)
    {
        _records.TryRemove(taskId, out _);
        return default;
    }

    public ValueTask SaveGroupAsync(ResultTuple group, CancellationToken cancellationToken)
    {
        _groups[group.Id] = group;
        return default;
    }

    public ValueTask<ResultTuple?> RestoreGroupAsync(string groupId, CancellationToken cancellationToken) =>
        new(_groups.GetValueOrDefault(groupId));

    public ValueTask DeleteGroupAsync(string groupId, CancellationToken cancellationToken)
    {
        _groups.TryRemove(groupId, out _);
        return default;
    }

    public ValueTask DisposeAsync() => default;

    private ResultMeta? Read(ReadOnlyMemory<byte>? document)
    {
        try
        {
            return document is { } bytes ? _content.ReadResult(bytes) : null;
        }
        catch (ProtocolException e)
        {
            throw new ResultReadException($"The result cannot be read: {e.Message}", innerException: e);
        }
    }

    private sealed class Record
    {
        private readonly Lock _lock = new();
        private ReadOnlyMemory<byte>? _document;
        private TaskState _status;
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public (ReadOnlyMemory<byte>? Document, Task Changed) Snapshot()
        {
            lock (_lock)
            {
                return (_document, _changed.Task);
            }
        }

        public void Store(ReadOnlyMemory<byte> document, TaskState status)
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                if (_status == TaskState.Success)
                {
                    return;
                }

                (_document, _status, changed) = (document, status, _changed);
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            changed.SetResult();
        }
    }
}
