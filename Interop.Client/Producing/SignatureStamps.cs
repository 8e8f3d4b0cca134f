using Interop.Client.Producing.Canvas;
using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Serialization.Clr;

namespace Interop.Client.Producing;

/// <summary>Stamps: marks that every task of a canvas carries in its headers, to be found and revoked by. Celery: <c>Signature.stamp</c>.</summary>
public static class SignatureStamps
{
    /// <summary>A copy that carries a stamp, in all its parts and their callbacks; one of the same name is replaced.</summary>
    /// <param name="signature">A task or any canvas.</param>
    /// <param name="name">Name of the stamp.</param>
    /// <param name="value">Text, a number, or a list of such.</param>
    /// <exception cref="Interop.Protocol.Errors.MessageEncodeException">A value that no serializer can carry.</exception>
    public static Signature Stamp(this Signature signature, string name, object? value)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var node = CanvasReader.Read(signature);
        CanvasStamps.Stamp(node, name, ClrCodec.Default.ToWire(value));
        return node.ToSignature(CeleryRelease.V56);
    }
}
