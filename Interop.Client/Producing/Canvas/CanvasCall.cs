using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>What a call adds to a signature within a canvas. Celery: the arguments of <c>apply_async</c>.</summary>
/// <param name="Prefix">In front of the arguments.</param>
/// <param name="Options">Options by Celery's names; null counts as absent.</param>
/// <param name="Kwargs">Keyword arguments; null for none.</param>
/// <param name="Args">Positional arguments behind the prefix and in front of the signature's own; null for none.</param>
internal readonly record struct CanvasCall(
    CanvasPrefix Prefix, WireMap Options, WireMap? Kwargs = null, IReadOnlyList<WireValue>? Args = null)
{
    /// <summary>The arguments with others behind them.</summary>
    public IReadOnlyList<WireValue> ArgsBefore(IReadOnlyList<WireValue> others) => Args is { Count: > 0 } args ? [.. args, .. others] : others;
}
