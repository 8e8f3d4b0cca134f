using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>An exception as data: type, module and arguments as Python names them. Never instantiated from its names.</summary>
/// <remarks>Celery: <c>celery/backends/base.py</c> <c>Backend.prepare_exception</c>.</remarks>
public sealed record RemoteError
{
    /// <summary>Qualified class name, e.g. <c>ValueError</c> or <c>Outer.Inner</c>. Celery: <c>exc_type</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Module of the class, e.g. <c>builtins</c>; null from Celery before 4.2. Celery: <c>exc_module</c>.</summary>
    public string? Module { get; init; }

    /// <summary>Arguments of the exception. Celery: <c>exc_message</c>.</summary>
    public IReadOnlyList<WireValue> Args { get; init; } = [];

    /// <summary>The traceback text, if there is one.</summary>
    public string? Traceback { get; init; }

    /// <summary>True when Python knows no class of that name: a .NET exception under its own. Changes only how pickle carries it.</summary>
    public bool IsMadeUp { get; init; }

    /// <summary>What Python's <c>str(exc)</c> prints: nothing, the only argument, or the tuple of them.</summary>
    /// <remarks><c>KeyError</c> shows the repr of its key, and <c>OSError</c> and its builtin kinds show <c>[Errno 2] text</c>.</remarks>
    public string Message => (Args, Module) switch
    {
        ([], _) => "",
        ([var key], "builtins" or null) when Type == "KeyError" => PythonRepr.Format(key),
        ([var only], _) => PythonStr.Format(only),
        ([{ Kind: WireKind.Integer } number, var text], "builtins") when IsOsError(Type) =>
            $"[Errno {number}] {PythonStr.Format(text)}",
        _ => PythonRepr.Format(WireValue.Tuple(Args)),
    };

    /// <summary>What Python's <c>repr(exc)</c> prints, e.g. <c>ValueError('bad', 42)</c>.</summary>
    public override string ToString() =>
        $"{Type[(Type.LastIndexOf('.') + 1)..]}({string.Join(", ", Args.Select(PythonRepr.Format))})";

    /// <summary>Equal when all parts are, arguments by value.</summary>
    public bool Equals(RemoteError? other) => other is not null
        && Type == other.Type && Module == other.Module && Traceback == other.Traceback && Args.SequenceEqual(other.Args);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Module, Args.Count);

    private static bool IsOsError(string type) => type is "OSError" or "IOError" or "BlockingIOError" or "ChildProcessError"
        or "ConnectionError" or "BrokenPipeError" or "ConnectionAbortedError" or "ConnectionRefusedError" or "ConnectionResetError"
        or "FileExistsError" or "FileNotFoundError" or "InterruptedError" or "IsADirectoryError" or "NotADirectoryError"
        or "PermissionError" or "ProcessLookupError" or "TimeoutError";
}
