using Interop.Protocol.Errors;

namespace Interop.Client.Serialization.Compression;

/// <summary>Celery's <c>bzip2</c> and <c>bzip</c>. By the system's libbz2, as in Python.</summary>
internal sealed class Bzip2Compressor() : StreamCompressor("bzip2", "application/x-bz2", "bzip2", "bzip")
{
    private static readonly Lazy<string?> WhyMissing = new(() => NativeLibraries.WhyMissing(Bzip2.Library, "libbz2-1.0"));

    public override string? Missing => WhyMissing.Value;

    protected override bool TakesNothing => true;

    public override byte[] Compress(ReadOnlySpan<byte> body) => Missing is { } missing
        ? throw new MessageEncodeException($"The compression bzip2 cannot be used: {missing}")
        : Bzip2.Encode(body);

    protected override StreamOutcome ReadStream(ReadOnlyMemory<byte> input, BoundedOutput output, out int consumed)
    {
        using var decoder = new Bzip2Decoder();
        return decoder.Read(input.Span, output, out consumed);
    }
}
