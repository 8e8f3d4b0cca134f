namespace Interop.Tool;

/// <summary>The command line was understood, but what it names cannot be used.</summary>
internal sealed class ToolFailedException(string message, int exitCode = ToolConsole.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
