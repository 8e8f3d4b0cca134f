using System.Diagnostics;

namespace Interop.Testing.Python;

/// <summary>The Python interpreter that has Celery.</summary>
public static class PythonInstallation
{
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>True when there is one.</summary>
    public static bool IsAvailable => Found.Value is not null;

    /// <summary>
    /// Its path: the environment variable <c>INTEROP_PYTHON</c>, else /usr/bin/python3, else python3 on PATH, the first that
    /// can import celery.
    /// </summary>
    /// <exception cref="InvalidOperationException">None has Celery (a skip unless CI=true).</exception>
    public static string Path => Found.Value ?? throw Requirement.Missing(
        "no python3 that can import celery was found (tried INTEROP_PYTHON, /usr/bin/python3, python3 on PATH)",
        "install the package python3-celery, or name an interpreter in INTEROP_PYTHON");

    /// <summary>The folder of the Python modules of the live tests.</summary>
    public static string AppFolder => RepositoryRoot.Combine("python-fixtures", "apps");

    private static string? Find()
        => new[] { Environment.GetEnvironmentVariable("INTEROP_PYTHON"), "/usr/bin/python3", Requirement.FindProgram("python3") }
            .FirstOrDefault(path => !string.IsNullOrEmpty(path) && File.Exists(path) && HasCelery(path));

    private static bool HasCelery(string path)
    {
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
