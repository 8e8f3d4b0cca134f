using System.Buffers;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization.Pickle;

/// <summary>Celery's <c>pickle</c> serializer, as data only: <c>application/x-python-serialize</c>, <c>binary</c>. It is accepted only
/// where <c>accept_content</c> names it. Source: <c>kombu/serialization.py, register_pickle</c>.</summary>
/// <param name="options">Limits, types and the protocol that is written; null for <see cref="PickleOptions.Default"/>.</param>
public sealed class PickleContentCodec(PickleOptions? options = null) : ContentCodec(CodecName, MimeType, "binary")
{
    /// <summary>Celery's name of the serializer: <c>pickle</c>.</summary>
    public const string CodecName = "pickle";

    /// <summary>The content type: <c>application/x-python-serialize</c>.</summary>
    public const string MimeType = "application/x-python-serialize";

    /// <summary>How it reads and writes.</summary>
    public PickleOptions Options { get; } = options ?? PickleOptions.Default;

    /// <inheritdoc/>
    public override void Encode(IBufferWriter<byte> output, WireValue value) => PickleWriter.Write(output, value, Options);

    /// <inheritdoc/>
    /// <exception cref="PickleException">The pickle is damaged, exceeds a limit or names what is not allowed.</exception>
    public override WireValue Decode(ReadOnlySpan<byte> body) => PickleReader.Read(body, Options);
}
