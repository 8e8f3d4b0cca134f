using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>One value in front of the arguments of a signature: the parent's result.</summary>
/// <param name="Json">As JSON that is sent as it stands; null for none.</param>
/// <param name="Value">As a value, which wins; null for none.</param>
internal readonly record struct CanvasPrefix(ReadOnlyMemory<byte>? Json, WireValue? Value)
{
    public bool IsEmpty => Json is null && Value is null;

    /// <summary>This, or where it is empty the other.</summary>
    public CanvasPrefix Or(CanvasPrefix other) => IsEmpty ? other : this;
}
