using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Compression;

/// <summary>Celery's <c>lzma</c> and <c>xz</c>: writes .xz, reads .xz and the older .lzma. By the system's liblzma.</summary>
internal sealed class LzmaCompressor() : StreamCompressor("lzma", "application/x-lzma", "lzma", "xz")
{
    private static readonly Lazy<string?> WhyMissing = new(() => NativeLibraries.WhyMissing(Lzma.Library, "liblzma5"));

    public override string? Missing => WhyMissing.Value;

    public override byte[] Compress(ReadOnlySpan<byte> body) => Missing is { } missing
        ? throw new MessageEncodeException($"The compression lzma cannot be used: {missing}")
        : Lzma.Encode(body);

    protected override StreamOutcome ReadStream(ReadOnlyMemory<byte> input, BoundedOutput output, out int consumed)
    {
        using var decoder = new LzmaDecoder();
        return decoder.Read(input.Span, output, out consumed);
    }
}
