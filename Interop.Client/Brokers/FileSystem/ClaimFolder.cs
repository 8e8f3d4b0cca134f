using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;

namespace Interop.Client.Brokers.FileSystem;

/// <summary>Where one consumer keeps what it has taken until it is settled. A lock on a file in it says that the owner lives;
/// the operating system drops the lock with the process, so that others can give the messages of a dead one back.</summary>
internal sealed class ClaimFolder : IDisposable
{
    private const string LockName = "owner.lock";

    private readonly FileStream _lock;
    private readonly string _path;

    private ClaimFolder(string path, FileStream lockFile)
    {
        _path = path;
        _lock = lockFile;
    }

    public static ClaimFolder Create(FileSystemFolders folders)
    {
        var path = Path.Combine(folders.Unacked, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path);
        return new(path, TryLock(path) ?? throw new IOException($"The new folder {path} is locked by another process."));
    }

    /// <summary>Gives back what consumers of dead processes had taken; returns how many messages.</summary>
    public static int RestoreDead(FileSystemFolders folders)
    {
        var restored = 0;
        if (!Directory.Exists(folders.Unacked))
        {
            return restored;
        }

        foreach (var path in Directory.EnumerateDirectories(folders.Unacked))
        {
            using var ownerLock = TryLock(path);
            if (ownerLock is null)
            {
                continue;
            }

            foreach (var file in Directory.EnumerateFiles(path))
            {
                if (FileSystemNames.QueueOf(Path.GetFileName(file)) is not null)
                {
                    MoveBack(folders, file);
                    restored++;
                }
            }

            File.Delete(Path.Combine(path, LockName));
            Directory.Delete(path);
        }

        return restored;
    }

    /// <summary>Takes a message; false when somebody else was faster.</summary>
    public bool TryClaim(FileSystemFolders folders, string name)
    {
        try
        {
            File.Move(Path.Combine(folders.In, name), PathOf(name));
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    public string PathOf(string name) => Path.Combine(_path, name);

    /// <summary>Puts a message back under its old name, so that it keeps its place.</summary>
    public void GiveBack(FileSystemFolders folders, string name) => MoveBack(folders, PathOf(name));

    public void Dispose()
    {
        _lock.Dispose();
        File.Delete(Path.Combine(_path, LockName));
        try
        {
            Directory.Delete(_path);
        }
        catch (IOException)
        {
            // Something is still in it: without its lock the folder counts as a dead owner's and is restored by the next consumer.
        }
    }

    private static void MoveBack(FileSystemFolders folders, string path)
    {
        var name = Path.GetFileName(path);
        var envelope = File.ReadAllBytes(path);
        try
        {
            envelope = VirtualEnvelope.MarkRedelivered(envelope);
        }
        catch (MessageDecodeException)
        {
            // Goes back as it is: the consumer that takes it next sets it aside.
        }

        FileQueue.Write(folders.In, name, envelope);
        File.Delete(path);
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
