using Interop.Client.Producing.Canvas;
using Interop.Protocol;
using Interop.Protocol.Canvas;

namespace Interop.Client.Producing;

/// <summary>Tasks side by side, and one that gets all their results. Celery: <c>celery.chord</c>.</summary>
public static class Chord
{
    /// <summary>The signature of a chord, as <c>Group.Of(header) | body</c>.</summary>
    /// <param name="header">The parts; with none the body gets an empty list.</param>
    /// <param name="body">Called with the list of their results, in their order.</param>
    /// <exception cref="CanvasNotSupportedException">A part is of a kind nobody here knows.</exception>
    public static Signature Of(IReadOnlyList<Signature> header, Signature body)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(body);
        return Make([.. header.Select(CanvasReader.Read)], body);
    }

    /// <summary>As the other overload, with the members of a group or the steps of a chain as parts, or a single part.</summary>
    public static Signature Of(Signature header, Signature body)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(body);
        var node = CanvasReader.Read(header);
        return Make(node.Kind is CanvasKind.Group or CanvasKind.Chain ? node.Parts : [node], body);
    }

    private static Signature Make(List<CanvasNode> parts, Signature body) =>
        CanvasNode.Chord(CanvasNode.Group(parts), CanvasReader.Read(body)).ToSignature(CeleryRelease.V56);
}
