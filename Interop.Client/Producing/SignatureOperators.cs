using Interop.Protocol.Canvas;

namespace Interop.Client.Producing;

/// <summary>Celery's <c>|</c> between signatures.</summary>
public static class SignatureOperators
{
    extension(Signature)
    {
        /// <summary>A chain: the right side is called with the result of the left one. Celery: <c>Signature.__or__</c>.</summary>
        public static Signature operator |(Signature left, Signature right) => Chain.Of(left, right);
    }
}
