using Interop.Client.Producing.Canvas;
using Interop.Protocol;
using Interop.Protocol.Canvas;

namespace Interop.Client.Producing;

/// <summary>Tasks one after the other, each with the result of the one before. Celery: <c>celery.chain</c>.</summary>
public static class Chain
{
    /// <summary>The signature of a chain, as <c>first | second | …</c>: chains are spliced in, a group with a step after it becomes a
    /// chord, and steps that come to be a single chord are that.</summary>
    /// <exception cref="ArgumentException">There are no steps.</exception>
    /// <exception cref="CanvasNotSupportedException">A part is of a kind nobody here knows.</exception>
    public static Signature Of(params IReadOnlyList<Signature> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (steps.Count == 0)
        {
            throw new ArgumentException("A chain needs at least one step.", nameof(steps));
        }

        var nodes = steps.Select(CanvasReader.Read).ToList();
        return (nodes.Count == 1 ? CanvasNode.Chain(nodes) : CanvasComposer.Chain(nodes)).ToSignature(CeleryRelease.V56);
    }
}
