using Interop.Testing;
using Interop.Testing.Processes;
using Interop.Testing.Python;

namespace Interop.Python.Tests;

/// <summary>The installed Celery still makes the golden files of its version.</summary>
public sealed class RecaptureTests
{
    private const int NoGoldenFiles = 3;

    [Fact]
    public async Task Generate_MakesTheSameFilesAgain()
    {
        await using var generate = ChildProcess.Start(
            "generate.py", PythonInstallation.Path, ["generate.py", "--check"],
            new Dictionary<string, string?> { ["PYTHONDONTWRITEBYTECODE"] = "1", ["PYTHONPATH"] = null },
            RepositoryRoot.Combine("python-fixtures"));

        await generate.WaitForExitAsync(TimeSpan.FromMinutes(10));

        Assert.SkipWhen(generate.ExitCode == NoGoldenFiles, generate.Output);
        Assert.True(generate.ExitCode == 0, generate.Output);
    }
}
