namespace Interop.Testing;

/// <summary>A folder of its own under the system's temporary folder, deleted on disposal or at the end of the run.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder(string prefix = "interop-")
    {
        Path = Directory.CreateTempSubdirectory(prefix).FullName;
        RunCleanup.Add(this);
    }

    public string Path { get; }

    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Creates (if need be) and returns a folder inside.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Combine(name)).FullName;

    public void Dispose()
    {
        RunCleanup.Remove(this);
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Deleted by the test itself.
        }
        catch (IOException)
        {
            // A process that was just killed may still be closing its files; the system empties its temporary folder.
        }
    }
}
