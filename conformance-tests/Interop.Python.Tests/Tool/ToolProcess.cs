using Interop.Testing;
using Interop.Testing.Processes;

namespace Interop.Python.Tests.Tool;

/// <summary>The command <c>celery-interop</c> as its users run it.</summary>
internal static class ToolProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static string Path
    {
        get
        {
            var configuration = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!;
            var file = OperatingSystem.IsWindows() ? "celery-interop.exe" : "celery-interop";
            return RepositoryRoot.Combine("Interop.Tool", "bin", configuration, "net10.0", file);
        }
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        ReadOnlyMemory<byte> input, CancellationToken cancellationToken, params string[] arguments)
    {
        await using var process = ChildProcess.Start("celery-interop", Path, arguments, captureOutput: false);
        var reading = process.RawOutput.ReadToEndAsync(cancellationToken);
        await process.Input.BaseStream.WriteAsync(input, cancellationToken);
        process.Input.Close();
        var output = await reading;
        return (await process.WaitForExitAsync(Limit, cancellationToken), output, process.Output);
    }
}
