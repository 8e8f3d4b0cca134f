using Interop.Client.Producing.Canvas;
using Interop.Protocol;
using Interop.Protocol.Canvas;

namespace Interop.Client.Producing;

/// <summary>Tasks one after the other, each with the result of the one before. Celery: <c>celery.chain</c>.</summary>
public static class Chain
{
    /// <summary>The signature of a chain, as <c>first | second | …</c>: chains are spliced in, a group with a step after it becomes a
    /// chord, and a chain that comes to be a single group or chord is that.</summary>
    /// <exception cref="ArgumentException">There are no steps.</exception>
    /// <exception cref="CanvasNotSupportedException">A part is of a kind nobody here knows.</exception>
    public static Signature Of(params IReadOnlyList<Signature> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return steps.Count > 0
            ? CanvasComposer.Chain(steps.Select(CanvasReader.Read)).ToSignature(CeleryRelease.V56)
            : throw new ArgumentException("A chain needs at least one step.", nameof(steps));
    }
}
