using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Values;

namespace Interop.Client.Producing.Canvas;

/// <summary>Nodes into signatures, in Python's key order.</summary>
internal static class CanvasWriter
{
    public static Signature ToSignature(this CanvasNode node, CeleryRelease release) => new(node.Task, node.Args)
    {
        Kwargs = Kwargs(node, release),
        Options = node.Options,
        SubtaskType = node.SubtaskType,
        Immutable = node.Immutable,
        Extra = node.Extra,
    };

    /// <summary>As an argument or option: a map whose <c>args</c> are a tuple, as they are in Python's memory, which shows in reprs.</summary>
    public static WireValue ToValue(this CanvasNode node, CeleryRelease release) =>
        SignatureCodec.ToMap(node.ToSignature(release), release).With("args", WireValue.Tuple(node.Args));

    private static WireMap Kwargs(CanvasNode node, CeleryRelease release) => node.Kind switch
    {
        CanvasKind.Task => node.Kwargs,
        CanvasKind.Chord => node.Kwargs.Clone()
            .With("header", node.HasBareHeader ? List(node.Header!.Parts, release) : node.Header!.ToValue(release))
            .With("body", node.Body?.ToValue(release) ?? WireValue.None),
        _ => node.Kwargs.Clone().With("tasks", List(node.Parts, release)),
    };

    private static WireValue List(List<CanvasNode> nodes, CeleryRelease release) =>
        WireValue.List([.. nodes.Select(node => node.ToValue(release))]);
}
