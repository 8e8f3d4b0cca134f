using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Compression;

/// <summary>One way to compress bodies. Immutable and thread safe; derive from it to add one. Celery: an entry of
/// <c>kombu.compression</c>.</summary>
public abstract class Compressor
{
    /// <summary>Names the compression.</summary>
    /// <param name="contentType">What the header <c>compression</c> holds, e.g. <c>application/x-gzip</c>.</param>
    /// <param name="aliases">Names that users write and readers accept, e.g. <c>zlib</c>.</param>
    protected Compressor(string contentType, params string[] aliases)
    {
        ContentType = contentType;
        Aliases = aliases;
    }

    /// <summary>What the header <c>compression</c> holds.</summary>
    public string ContentType { get; }

    /// <summary>Names that users write and readers accept.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>Compresses a serialized body.</summary>
    public abstract byte[] Compress(ReadOnlySpan<byte> body);

    /// <summary>Restores a body.</summary>
    /// <param name="body">The compressed bytes.</param>
    /// <param name="maxLength">Most bytes that may come out; the work stops there.</param>
    /// <exception cref="MessageDecodeException">The bytes are damaged or truncated, or more would come out.</exception>
    public abstract byte[] Decompress(ReadOnlyMemory<byte> body, int maxLength);
}
