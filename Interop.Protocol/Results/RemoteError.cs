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

    /// <summary>What Python's <c>str(exc)</c> prints: nothing, the only argument, or the tuple of them.</summary>
    public string Message => Args.Count switch
    {
        0 => "",
        1 => Args[0].AsStringOrNull() ?? PythonRepr.Format(Args[0]),
        _ => PythonRepr.Format(WireValue.Tuple(Args)),
    };

    /// <summary>What Python's <c>repr(exc)</c> prints, e.g. <c>ValueError('bad', 42)</c>.</summary>
    public override string ToString() =>
        $"{Type[(Type.LastIndexOf('.') + 1)..]}({string.Join(", ", Args.Select(PythonRepr.Format))})";
}
