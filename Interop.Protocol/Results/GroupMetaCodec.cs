using System.Buffers;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Values;

namespace Interop.Protocol.Results;

/// <summary>Stored groups: <c>{"result": [[id, parent], [members]]}</c>. Celery: <c>KeyValueStoreBackend._save_group</c>.</summary>
public static class GroupMetaCodec
{
    /// <summary>Writes the document.</summary>
    public static void Write(IBufferWriter<byte> output, ResultTuple group, ContentCodec codec)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(codec);
        codec.Encode(output, new WireMap().With("result", ResultTupleCodec.ToValue(group)));
    }

    /// <summary>Reads the document.</summary>
    /// <exception cref="MessageDecodeException">No stored group.</exception>
    public static ResultTuple Read(ReadOnlyMemory<byte> document, ContentCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        return codec.Decode(document.Span).TryGetMap(out var map) && map["result"] is { } result
            ? ResultTupleCodec.Read(result)
            : throw new MessageDecodeException("Expected a stored group, a map with the key 'result'.");
    }
}
