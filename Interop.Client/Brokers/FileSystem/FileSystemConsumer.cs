using Interop.Client.Brokers.Virtual;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Brokers.FileSystem;

/// <summary>Consumer of a <see cref="FileSystemTransport"/>: claims by renaming, woken by the operating system.</summary>
internal sealed class FileSystemConsumer : PullConsumer
{
    private static readonly TimeSpan DefaultPolling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RestoreEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WritingTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(20);

    private readonly ClientContext _context;
    private readonly FileSystemFolders _folders;
    private readonly MessageFileNames _names;
    private readonly ClaimFolder _claims;
    private readonly FileSystemWatcher _watcher;
    private readonly ILogger _log;
    private readonly TimeSpan _polling;
    private readonly Queue<string> _listed = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private string? _listedQueue;
    private long _restoredAt;

    public FileSystemConsumer(
        ClientContext context, FileSystemFolders folders, MessageFileNames names, ConsumerOptions options) : base(options)
    {
        _context = context;
        _folders = folders;
        _names = names;
        _log = context.Loggers.CreateLogger<FileSystemConsumer>();
        _polling = context.Options.BrokerTransportOptions.Seconds("polling_interval", DefaultPolling);
        _claims = ClaimFolder.Create(folders);
        _watcher = new FileSystemWatcher(folders.In, "*.msg") { NotifyFilter = NotifyFilters.FileName };
        _watcher.Created += (_, _) => Wake();
        _watcher.Renamed += (_, _) => Wake();
        _watcher.EnableRaisingEvents = true;
        Restore();
    }

    protected override async ValueTask<TakenMessage?> TryTakeAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            while (NextName(queue) is { } name)
            {
                if (_claims.TryClaim(_folders, name)
                    && await ReadAsync(name, queue, cancellationToken).ConfigureAwait(false) is { } message)
                {
                    return new TakenMessage(queue, message, name);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            FileSystemLog.CannotRead(_log, _folders.In, e.Message);
        }

        return null;
    }

    protected override async Task WaitForMessagesAsync(CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = Task.Delay(_polling, _context.Time, wait.Token);
        await Task.WhenAny(_arrived.WaitAsync(wait.Token), timer).ConfigureAwait(false);
        await wait.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (_context.Time.GetElapsedTime(_restoredAt) > RestoreEvery)
        {
            Restore();
        }
    }

    protected override ValueTask CarryOutAsync(VirtualDelivery delivery, Settlement settlement)
    {
        var path = _claims.PathOf(delivery.Receipt);
        if (settlement == Settlement.Requeue)
        {
            var envelope = VirtualEnvelope.MarkRedelivered(File.ReadAllBytes(path));
            FileQueue.Write(_folders.In, _names.Next(delivery.Queue), envelope);
            File.Delete(path);
        }
        else if (_folders.Processed is { } processed)
        {
            File.Move(path, Path.Combine(processed, delivery.Receipt), overwrite: true);
        }
        else
        {
            File.Delete(path);
        }

        return default;
    }

    protected override ValueTask GiveBackAsync(VirtualDelivery delivery)
    {
        _claims.GiveBack(_folders, delivery.Receipt);
        return default;
    }

    protected override ValueTask CloseAsync()
    {
        _watcher.Dispose();
        _claims.Dispose();
        return default;
    }

    private void Wake()
    {
        if (_arrived.CurrentCount == 0)
        {
            _arrived.Release();
        }
    }

    // A listing is used up before the folder is listed again: one listing a message would be quadratic.
    private string? NextName(string queue)
    {
        if (_listedQueue == queue && _listed.TryDequeue(out var next))
        {
            return next;
        }

        _listed.Clear();
        _listedQueue = queue;
        FileQueue.List(_folders.In, queue).ForEach(_listed.Enqueue);
        return _listed.TryDequeue(out next) ? next : null;
    }

    // Python writes in place under a lock it takes after creating the file, so a young file may be half written.
    private async ValueTask<WireMessage?> ReadAsync(string name, string queue, CancellationToken cancellationToken)
    {
        var path = _claims.PathOf(name);
        var started = _context.Time.GetTimestamp();
        while (true)
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
                var bytes = new byte[file.Length];
                file.ReadExactly(bytes);
                return VirtualEnvelope.Read(bytes);
            }
            catch (Exception e) when (e is IOException or MessageDecodeException)
            {
                if (_context.Time.GetElapsedTime(started) > WritingTime)
                {
                    SetAside(path, name, queue, e.Message);
                    return null;
                }
            }

            await Task.Delay(ReadPause, _context.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private void SetAside(string path, string name, string queue, string reason)
    {
        Directory.CreateDirectory(_folders.Undecodable);
        var aside = Path.Combine(_folders.Undecodable, name);
        File.Move(path, aside, overwrite: true);
        FileSystemLog.SetAside(_log, queue, aside, reason);
    }

    private void Restore()
    {
        _restoredAt = _context.Time.GetTimestamp();
        try
        {
            var restored = ClaimFolder.RestoreDead(_folders);
            if (restored > 0)
            {
                FileSystemLog.Restored(_log, restored);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            FileSystemLog.CannotRead(_log, _folders.Unacked, e.Message);
        }
    }
}
