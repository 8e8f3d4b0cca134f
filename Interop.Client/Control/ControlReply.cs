using Interop.Protocol.Values;

namespace Interop.Client.Control;

/// <summary>The answer of one worker to a command.</summary>
/// <param name="Node">Its node name.</param>
/// <param name="Value">What it answered.</param>
public sealed record ControlReply(string Node, WireValue Value)
{
    /// <summary>The text when the answer is <c>{"ok": text}</c>, else null.</summary>
    public string? Ok => Text("ok");

    /// <summary>The text when the answer is <c>{"error": text}</c>, else null.</summary>
    public string? Error => Text("error");

    private string? Text(string key) => Value.TryGetMap(out var map) && map.Count == 1 ? map[key]?.AsStringOrNull() : null;
}
