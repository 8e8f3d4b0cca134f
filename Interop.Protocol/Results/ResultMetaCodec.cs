using System.Buffers;

namespace Interop.Protocol.Results;

/// <summary>Result documents between JSON and records, keys in Python's order.</summary>
public static class ResultMetaCodec
{
    /// <summary>Reads a document of any release.</summary>
    /// <exception cref="Errors.MessageDecodeException">Not a result document.</exception>
    public static ResultMeta Read(ReadOnlyMemory<byte> json) => throw new NotSupportedException();

    /// <summary>Writes the document of key-value backends (Redis, files, …).</summary>
    public static void Write(IBufferWriter<byte> output, ResultMeta meta, CeleryRelease release) => throw new NotSupportedException();

    /// <summary>Writes the shorter message body of the rpc backend.</summary>
    public static void WriteRpc(IBufferWriter<byte> output, ResultMeta meta, CeleryRelease release) => throw new NotSupportedException();
}
