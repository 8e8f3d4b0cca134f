using System.Buffers;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;

namespace Interop.Protocol.Serialization;

/// <summary>Celery's default serializer: <c>json</c>, <c>application/json</c>, <c>utf-8</c>. Source: <c>kombu/utils/json.py</c>.</summary>
public sealed class JsonContentCodec(JsonDialect dialect = JsonDialect.Typed) : ContentCodec("json", "application/json", "utf-8")
{
    /// <summary>How values that JSON has no form for are written; both forms are read.</summary>
    public JsonDialect Dialect => dialect;

    /// <inheritdoc/>
    public override void Encode(IBufferWriter<byte> output, WireValue value)
    {
        var writer = new WireJsonWriter(output, dialect);
        writer.Value(value);
        writer.Flush();
    }

    /// <inheritdoc/>
    public override WireValue Decode(ReadOnlySpan<byte> body) => WireJsonReader.ReadDocument(body);
}
