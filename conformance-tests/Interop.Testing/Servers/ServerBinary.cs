namespace Interop.Testing.Servers;

/// <summary>Finds a server program; a missing one is a skip on a laptop and a failure under <c>CI=true</c>.</summary>
public static class ServerBinary
{
    // xunit.v3 takes any exception whose message starts like this for a skip; this project does not reference xunit.
    private const string SkipToken = "$XunitDynamicSkip$";

    /// <summary>Path of the program, from PATH and the usual system folders.</summary>
    /// <exception cref="FileNotFoundException">It is not installed; outside CI the message marks the test as skipped.</exception>
    public static string Find(string name)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Concat(["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"])
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists) ?? throw Missing(name);
    }

    private static FileNotFoundException Missing(string name)
    {
        bool required = string.Equals(
            Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
        return new FileNotFoundException($"{(required ? "" : SkipToken)}{name} is not installed, and this test needs it.");
    }
}
