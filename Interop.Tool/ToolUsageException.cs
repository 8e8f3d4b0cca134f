namespace Interop.Tool;

/// <summary>The command line cannot be understood.</summary>
internal sealed class ToolUsageException(string message) : Exception(message);
