using System.Buffers;
using System.Collections.Concurrent;
using Interop.Protocol;
using Interop.Protocol.Results;

namespace Interop.Client.Backends.InMemory;

/// <summary>Results in this process, serialized as everywhere else. Celery: <c>cache+memory://</c>.</summary>
internal sealed class InMemoryResultBackend(ClientContext context) : IResultBackend
{
    private readonly ConcurrentDictionary<string, Record> _records = new(StringComparer.Ordinal);
    private readonly CeleryRelease _release = context.Options.Release;

    public string DisplayUrl => "cache+memory://";

    public bool IsEnabled => true;

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask PrepareAsync(string taskId, CancellationToken cancellationToken) => default;

    public ValueTask StoreAsync(ResultMeta meta, ResultRoute route, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>();
        ResultMetaCodec.Write(output, meta, _release);
        _records.GetOrAdd(meta.TaskId, _ => new Record()).Store(output.WrittenMemory, meta.Status);
        return default;
    }

    public ValueTask<ResultMeta?> GetAsync(string taskId, CancellationToken cancellationToken) =>
        new(_records.TryGetValue(taskId, out var record) ? Read(record.Snapshot().Json) : null);

    public async ValueTask<ResultMeta> WaitAsync(
        string taskId, Action<ResultMeta>? onState, CancellationToken cancellationToken)
    {
        var record = _records.GetOrAdd(taskId, _ => new Record());
        while (true)
        {
            var (json, changed) = record.Snapshot();
            if (Read(json) is { } meta)
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

    public ValueTask DisposeAsync() => default;

    private static ResultMeta? Read(ReadOnlyMemory<byte>? json) => json is { } bytes ? ResultMetaCodec.Read(bytes) : null;

    private sealed class Record
    {
        private readonly Lock _lock = new();
        private ReadOnlyMemory<byte>? _json;
        private TaskState _status;
        private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public (ReadOnlyMemory<byte>? Json, Task Changed) Snapshot()
        {
            lock (_lock)
            {
                return (_json, _changed.Task);
            }
        }

        public void Store(ReadOnlyMemory<byte> json, TaskState status)
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                if (_status == TaskState.Success)
                {
                    return;
                }

                (_json, _status, changed) = (json, status, _changed);
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            changed.SetResult();
        }
    }
}
