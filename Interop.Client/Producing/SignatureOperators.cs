using Interop.Client.Producing.Canvas;
using Interop.Protocol;
using Interop.Protocol.Canvas;

namespace Interop.Client.Producing;

/// <summary>Celery's <c>|</c> between signatures.</summary>
public static class SignatureOperators
{
    extension(Signature)
    {
        /// <summary>The right side is called with the result of the left one: a chain; after a group a chord, whose body gets the results
        /// of all members; after a chord more of its body. Celery: <c>Signature.__or__</c>.</summary>
        /// <exception cref="CanvasNotSupportedException">A part is of a kind nobody here knows.</exception>
        public static Signature operator |(Signature left, Signature right) => left.Then(right);
    }

    /// <summary>As <c>signature | next</c>.</summary>
    /// <exception cref="CanvasNotSupportedException">A part is of a kind nobody here knows.</exception>
    public static Signature Then(this Signature signature, Signature next)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(next);
        return CanvasComposer.Or(CanvasReader.Read(signature), CanvasReader.Read(next)).ToSignature(CeleryRelease.V56);
    }
}
