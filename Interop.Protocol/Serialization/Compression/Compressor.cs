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

    /// <summary>Why this machine cannot use it, e.g. which library is missing and what installs it; null when it can.</summary>
    public virtual string? Missing => null;

    /// <summary>Compresses a serialized body.</summary>
    /// <exception cref="MessageEncodeException">It is <see cref="Missing"/>.</exception>
    public abstract byte[] Compress(ReadOnlySpan<byte> body);

    /// <summary>Restores a body.</summary>
    /// <param name="body">The compressed bytes.</param>
    /// <param name="limits">How much may come out; the work stops there.</param>
    /// <exception cref="MessageDecodeException">The bytes are damaged or truncated, more would come out, or it is
    /// <see cref="Missing"/>.</exception>
    public abstract byte[] Decompress(ReadOnlyMemory<byte> body, DecompressionLimits limits);
}
