using System.Diagnostics;

namespace Interop.Testing.Python;

/// <summary>The Python interpreter that has Celery.</summary>
public static class PythonInstallation
{
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>True when there is one.</summary>
    public static bool IsAvailable => Found.Value is not null;

    /// <summary>
    /// Its path: the environment variable <c>INTEROP_PYTHON</c>, and no other when it is set; else /usr/bin/python3 or python3 on
    /// PATH, the first that can import celery.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// None has Celery (a skip unless CI=true), or the one that was asked for has not: what ran on another would prove nothing.
    /// </exception>
    public static string Path => Found.Value ?? throw Requirement.Missing(
        "no python3 that can import celery was found (tried /usr/bin/python3, python3 on PATH)",
        "install the package python3-celery, or name an interpreter in INTEROP_PYTHON");

    /// <summary>The folder of the Python modules of the live tests.</summary>
    public static string AppFolder => RepositoryRoot.Combine("python-fixtures", "apps");

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("INTEROP_PYTHON") is { Length: > 0 } asked)
        {
            return HasCelery(asked)
                ? asked
                : throw new InvalidOperationException($"INTEROP_PYTHON is {asked}, which is no Python that can import celery.");
        }

        return new[] { "/usr/bin/python3", Requirement.FindProgram("python3") }
            .FirstOrDefault(path => path is not null && HasCelery(path));
    }

    private static bool HasCelery(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(path, ["-c", "import celery"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
