using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Canvas;

/// <summary>Signatures between JSON, values and records. Celery: <c>canvas.Signature</c> is a dict.</summary>
public static class SignatureCodec
{
    /// <summary>Reads the object the reader stands on.</summary>
    public static Signature Read(ref WireJsonReader reader) => throw new NotSupportedException();

    /// <summary>Reads a decoded map.</summary>
    public static Signature Read(WireValue value) => throw new NotSupportedException();

    /// <summary>Writes a signature in Python's key order.</summary>
    public static void Write(ref WireJsonWriter writer, Signature signature, CeleryRelease release) => throw new NotSupportedException();

    /// <summary>The signature as a map, e.g. to put it into another signature's arguments.</summary>
    public static WireMap ToMap(Signature signature, CeleryRelease release) => throw new NotSupportedException();
}
