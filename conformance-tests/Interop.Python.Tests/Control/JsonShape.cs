using System.Text.Json;

namespace Interop.Python.Tests.Control;

/// <summary>What a JSON value looks like whatever it says: names and kinds, in their order.</summary>
internal static class JsonShape
{
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(", ", value.EnumerateObject().Select(p => $"{p.Name}: {Of(p.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Of).Distinct(StringComparer.Ordinal))}]",
        JsonValueKind.Number => value.GetRawText().Contains('.') ? "float" : "int",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Null => "null",
        _ => "text",
    };
}
