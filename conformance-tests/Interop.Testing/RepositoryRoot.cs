namespace Interop.Testing;

/// <summary>Finds the checkout the running test binary was built in.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The folder that holds <c>Interop.slnx</c>.</summary>
    public static string Path => Found.Value;

    /// <summary>A path below the root, in the form of this system.</summary>
    public static string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Interop.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds Interop.slnx; run the tests from a checkout.");
    }
}
