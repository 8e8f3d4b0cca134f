using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>Which Python exception a .NET exception becomes. Immutable; <see cref="With"/> returns an extended copy.</summary>
public sealed class PythonExceptionMap
{
    /// <summary>The documented default mapping (<c>ArgumentException</c> to <c>ValueError</c>, …).</summary>
    public static PythonExceptionMap Default { get; } = new();

    /// <summary>A copy with one more entry, which wins over those of base classes and over the attribute.</summary>
    /// <param name="exception">The .NET exception type; derived types follow it.</param>
    /// <param name="type">Qualified class name in Python.</param>
    /// <param name="module">Python module.</param>
    /// <param name="args">Makes the arguments; null for the exception's message as the only one.</param>
    public PythonExceptionMap With(
        Type exception, string type, string module = "builtins", Func<Exception, IReadOnlyList<WireValue>>? args = null) =>
        throw new NotSupportedException();

    /// <summary>The exception as data, with a traceback text in Python's form that includes inner exceptions as causes.</summary>
    public RemoteError ToRemoteError(Exception exception) => throw new NotSupportedException();
}
