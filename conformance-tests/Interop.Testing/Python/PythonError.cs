using System.Text.Json;

namespace Interop.Testing.Python;

/// <summary>An exception as Python raised it.</summary>
public sealed record PythonError
{
    public required string Module { get; init; }

    /// <summary>The qualified name, e.g. <c>Ledger.ClosedError</c>.</summary>
    public required string Class { get; init; }

    /// <summary>Its <c>args</c>; what JSON cannot say is its repr.</summary>
    public required JsonElement Args { get; init; }

    public required string Text { get; init; }

    /// <summary>Names of its base classes, nearest first.</summary>
    public required IReadOnlyList<string> Bases { get; init; }

    public required string Traceback { get; init; }

    internal static PythonError Read(JsonElement told) => new()
    {
        Module = told.GetProperty("module").GetString()!,
        Class = told.GetProperty("class").GetString()!,
        Args = told.GetProperty("args"),
        Text = told.GetProperty("text").GetString()!,
        Bases = [.. told.GetProperty("bases").EnumerateArray().Select(name => name.GetString()!)],
        Traceback = told.GetProperty("traceback").GetString()!,
    };
}
