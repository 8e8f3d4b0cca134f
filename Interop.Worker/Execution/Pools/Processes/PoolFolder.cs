namespace Interop.Worker.Execution.Pools.Processes;

/// <summary>Where a child finds its worker's socket: a folder of this user only, which is gone once the child is connected. A worker that is
/// killed in between leaves it behind; the next pool that starts removes it.</summary>
/// <remarks>A lock tells whether its worker lives: process ids mean nothing where containers share a folder.</remarks>
internal sealed class PoolFolder : IDisposable
{
    private const string Prefix = "interop-pool-";
    private const string LockName = "lock";

    /// <summary>One without a lock is being made, or is being removed.</summary>
    private static readonly TimeSpan LongestMaking = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(Prefix);
    private readonly FileStream _lock;

    public PoolFolder() => _lock = Lock(Path.Combine(_folder.FullName, LockName), FileMode.CreateNew);

    public string Socket => Path.Combine(_folder.FullName, "s");

    /// <summary>Removes what workers left that were killed. Never throws.</summary>
    public static void Sweep()
    {
        try
        {
            foreach (var folder in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*"))
            {
                Remove(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next one does it.
        }
    }

    public void Dispose()
    {
        // The lock last, so that nobody else removes what we do.
        _folder.Delete(recursive: true);
        _lock.Dispose();
    }

    private static void Remove(DirectoryInfo folder)
    {
        try
        {
            using var held = Lock(Path.Combine(folder.FullName, LockName), FileMode.Open);
            folder.Delete(recursive: true);
        }
        catch (FileNotFoundException)
        {
            if (TimeProvider.System.GetUtcNow().UtcDateTime - folder.LastWriteTimeUtc > LongestMaking)
            {
                folder.Delete(recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its worker lives, or it is another user's.
        }
    }

    private static FileStream Lock(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None);
}
