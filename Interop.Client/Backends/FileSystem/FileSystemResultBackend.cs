using System.Buffers;
using Interop.Client.Configuration;
using Interop.Client.Serialization;
using Interop.Protocol.Errors;
using Interop.Protocol.Results;

namespace Interop.Client.Backends.FileSystem;

/// <summary>One file a result, named by its key. Source: <c>celery/backends/filesystem.py</c>.</summary>
/// <remarks>Files are replaced whole, so that no reader sees half of one; Python overwrites in place, so reading tries again.</remarks>
internal sealed class FileSystemResultBackend : IResultBackend
{
    private const string KeyPrefix = "celery-task-meta-";
    private const string GroupPrefix = "celery-taskset-meta-";
    private static readonly TimeSpan Polling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WritingTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, List<SemaphoreSlim>> _waiting = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly AppContent _content;
    private readonly TimeProvider _time;
    private FileSystemWatcher? _watcher;

    public FileSystemResultBackend(ClientContext context, BrokerUrl url)
    {
        _folder = "/" + url.Path.TrimStart('/');
        _content = context.Content;
        _time = context.Time;
        DisplayUrl = url.ToString();
    }

    public string DisplayUrl { get; }

    public bool IsEnabled => true;

    public Task ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Python's probe: a file that can be written, read and deleted.
            var probe = Path.Combine(_folder, $".fs-backend-{Guid.NewGuid()}");
            File.WriteAllText(probe, "test value");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultStoreException(
                $"The result folder {_folder} cannot be written: {e.Message} Create it, or change result_backend.", false, e);
        }

        return Task.CompletedTask;
    }

    public ValueTask PrepareAsync(string taskId, CancellationToken cancellationToken) => default;

    public async ValueTask StoreAsync(ResultMeta meta, ResultRoute route, CancellationToken cancellationToken)
    {
        var path = PathOf(KeyPrefix, meta.TaskId);
        if (await TryReadAsync(path, _content.ReadStored, cancellationToken).ConfigureAwait(false) is { } stored
            && stored.Status == TaskState.Success)
        {
            return;
        }

        var output = new ArrayBufferWriter<byte>(512);
        _content.WriteResult(output, meta);
        await ReplaceAsync(path, output.WrittenMemory, $"The result of task {meta.TaskId}", cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<ResultMeta?> GetAsync(string taskId, CancellationToken cancellationToken) =>
        TryReadAsync(PathOf(KeyPrefix, taskId), _content.ReadResult, cancellationToken);

    public async ValueTask<ResultMeta> WaitAsync(
        string taskId, Action<ResultMeta>? onState, CancellationToken cancellationToken)
    {
        Watch();
        var name = KeyPrefix + taskId;
        var changed = new SemaphoreSlim(0);
        Register(name, changed);
        try
        {
            while (true)
            {
                if (await GetAsync(taskId, cancellationToken).ConfigureAwait(false) is { } meta)
                {
                    onState?.Invoke(meta);
                    if (meta.Status.IsReady)
                    {
                        return meta;
                    }
                }

                // The poll covers shared folders whose changes the operating system does not report.
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(changed.WaitAsync(wait.Token), Task.Delay(Polling, _time, wait.Token)).ConfigureAwait(false);
                await wait.CancelAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            Unregister(name, changed);
        }
    }

    public ValueTask ForgetAsync(string taskId, CancellationToken cancellationToken)
    {
        File.Delete(PathOf(KeyPrefix, taskId));
        return default;
    }

    public bool AllowsChords => true;

    public IChordCounter? Chords => null;

    public ValueTask SaveGroupAsync(ResultTuple group, CancellationToken cancellationToken)
    {
        var output = new ArrayBufferWriter<byte>(512);
        _content.WriteGroup(output, group);
        return ReplaceAsync(PathOf(GroupPrefix, group.Id), output.WrittenMemory, $"Group {group.Id}", cancellationToken);
    }

    public ValueTask<ResultTuple?> RestoreGroupAsync(string groupId, CancellationToken cancellationToken) =>
        TryReadAsync(PathOf(GroupPrefix, groupId), _content.ReadGroup, cancellationToken);

    public ValueTask DeleteGroupAsync(string groupId, CancellationToken cancellationToken)
    {
        File.Delete(PathOf(GroupPrefix, groupId));
        return default;
    }

    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _watcher?.Dispose();
            _watcher = null;
        }

        return default;
    }

    private async ValueTask ReplaceAsync(
        string path, ReadOnlyMemory<byte> document, string what, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(_folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            await File.WriteAllBytesAsync(temporary, document, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultStoreException($"{what} was not stored in {_folder}: {e.Message}", e is IOException, e);
        }
    }

    private async ValueTask<T?> TryReadAsync<T>(string path, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return read(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (ContentDisallowedException e)
            {
                throw new ResultReadException($"The result file {path} was not read: {e.Message}", innerException: e);
            }
            catch (Exception e) when (e is MessageDecodeException or IOException)
            {
                if (_time.GetElapsedTime(started) > WritingTime)
                {
                    throw new ResultReadException($"The result file {path} cannot be read: {e.Message}", e is IOException, e);
                }
            }

            await Task.Delay(ReadPause, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Watch()
    {
        lock (_lock)
        {
            if (_watcher is not null)
            {
                return;
            }

            _watcher = new FileSystemWatcher(_folder, KeyPrefix + "*")
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite,
            };
            _watcher.Created += Wake;
            _watcher.Changed += Wake;
            _watcher.Renamed += Wake;
            _watcher.EnableRaisingEvents = true;
        }
    }

    private void Wake(object sender, FileSystemEventArgs change)
    {
        lock (_lock)
        {
            if (change.Name is { } name && _waiting.TryGetValue(name, out var waiting))
            {
                waiting.ForEach(changed => changed.Release());
            }
        }
    }

    private void Register(string name, SemaphoreSlim changed)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(name, out var waiting))
            {
                _waiting[name] = waiting = [];
            }

            waiting.Add(changed);
        }
    }

    private void Unregister(string name, SemaphoreSlim changed)
    {
        lock (_lock)
        {
            if (_waiting[name].Remove(changed) && _waiting[name].Count == 0)
            {
                _waiting.Remove(name);
            }
        }
    }

    private string PathOf(string prefix, string id) => id.AsSpan().IndexOfAny('/', '\\', '\0') < 0
        ? Path.Combine(_folder, prefix + id)
        : throw new ArgumentException($"The id '{id}' cannot name a file. Use an id without slashes.", nameof(id));
}
