using System.Text.Json;

namespace Interop.Python.Tests.Live;

/// <summary>An event as Python received it.</summary>
/// <param name="Type">Type of the event.</param>
/// <param name="Hostname">Its sender.</param>
/// <param name="Keys">Its keys in their order.</param>
/// <param name="Shape">Keys and the Python types of their values, in order.</param>
/// <param name="Fields">All fields.</param>
/// <param name="IsAlive">Whether Python's State took the sender for a living worker after it.</param>
/// <param name="Task">What Python's State knew of the task after it; null where it is about none.</param>
public sealed record RecordedEvent(
    string Type, string Hostname, IReadOnlyList<string> Keys, string Shape, JsonElement Fields, bool IsAlive, JsonElement? Task)
{
    public string? TaskId => Fields.TryGetProperty("uuid", out var id) ? id.GetString() : null;

    public static RecordedEvent Parse(string line)
    {
        var root = JsonDocument.Parse(line).RootElement;
        var fields = root.GetProperty("event");
        var keys = root.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!).ToArray();
        return new(
            fields.GetProperty("type").GetString()!, fields.GetProperty("hostname").GetString()!, keys,
            string.Join(", ", keys.Select(key => $"{key}: {root.GetProperty("types").GetProperty(key)}")), fields,
            root.GetProperty("alive").GetBoolean(),
            root.GetProperty("task") is { ValueKind: JsonValueKind.Object } task ? task : null);
    }
}
