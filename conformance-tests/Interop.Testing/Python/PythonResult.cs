using System.Text.Json;

namespace Interop.Testing.Python;

/// <summary>What <c>AsyncResult.get</c> gave a Python caller: a value, or an exception.</summary>
public sealed record PythonResult
{
    /// <summary>The value as JSON; <c>null</c> (kind Undefined) when it raised.</summary>
    public JsonElement Value { get; init; }

    /// <summary>The repr of the value.</summary>
    public string? Repr { get; init; }

    /// <summary>The type name of the value, e.g. <c>int</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The exception, when it raised.</summary>
    public PythonError? Raised { get; init; }

    /// <summary>The state of the task, when it raised.</summary>
    public string? State { get; init; }

    /// <summary>The traceback in the record, when it raised.</summary>
    public string? StoredTraceback { get; init; }

    internal static PythonResult Read(JsonElement told)
        => told.TryGetProperty("raised", out var raised)
            ? new()
            {
                Raised = PythonError.Read(raised),
                State = Text(told, "state"),
                StoredTraceback = Text(told, "stored_traceback"),
            }
            : new() { Value = told.GetProperty("value"), Repr = Text(told, "repr"), Type = Text(told, "type") };

    private static string? Text(JsonElement told, string name)
        => told.TryGetProperty(name, out var value) ? value.GetString() : null;
}
