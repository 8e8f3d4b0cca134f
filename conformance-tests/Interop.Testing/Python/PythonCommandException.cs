namespace Interop.Testing.Python;

/// <summary>A command of the Python driver failed.</summary>
public sealed class PythonCommandException : Exception
{
    internal PythonCommandException(string command, PythonError error)
        : base($"The Python command {command} raised {error.Module}.{error.Class}: {error.Text}\n{error.Traceback}")
        => Error = error;

    public PythonError Error { get; }
}
