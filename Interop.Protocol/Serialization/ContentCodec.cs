using System.Buffers;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization;

/// <summary>One serializer. Immutable and thread safe; derive from it to add a content type. Celery: an entry of
/// <c>kombu.serialization.registry</c>.</summary>
public abstract class ContentCodec
{
    /// <summary>Names the serializer.</summary>
    /// <param name="name">Celery's name, e.g. <c>json</c>.</param>
    /// <param name="contentType">MIME type that the codec writes and reads.</param>
    /// <param name="contentEncoding">What it writes as <c>content_encoding</c>: <c>utf-8</c> or <c>binary</c>.</param>
    protected ContentCodec(string name, string contentType, string contentEncoding)
    {
        Name = name;
        ContentType = contentType;
        ContentEncoding = contentEncoding;
    }

    /// <summary>Celery's name of the serializer, e.g. <c>json</c> in <c>task_serializer</c>.</summary>
    public string Name { get; }

    /// <summary>MIME type that the codec writes and reads.</summary>
    public string ContentType { get; }

    /// <summary>Property <c>content_encoding</c> of what is written, unless the value decides it.</summary>
    public string ContentEncoding { get; }

    /// <summary>True when exceptions, signatures and durations travel as Python objects, false when they become plain data. Celery:
    /// <c>EXCEPTION_ABLE_CODECS</c>, which is pickle.</summary>
    public virtual bool CarriesObjects => ContentType == "application/x-python-serialize";

    /// <summary>Writes a value.</summary>
    /// <exception cref="MessageEncodeException">The serializer cannot carry the value.</exception>
    public abstract void Encode(IBufferWriter<byte> output, WireValue value);

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="MessageDecodeException">The bytes are not of this type, or exceed a limit.</exception>
    public abstract WireValue Decode(ReadOnlySpan<byte> body);

    /// <summary>Writes a value together with its message properties.</summary>
    /// <exception cref="MessageEncodeException">The serializer cannot carry the value.</exception>
    public virtual EncodedContent Encode(WireValue value)
    {
        var output = new ArrayBufferWriter<byte>();
        Encode(output, value);
        return new EncodedContent(ContentType, ContentEncoding, output.WrittenMemory);
    }
}
