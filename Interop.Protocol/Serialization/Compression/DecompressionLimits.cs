using System.Globalization;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Compression;

/// <summary>How much may come out of a compressed body: never more than <see cref="MaxLength"/>, and above
/// <see cref="Floor"/> never more than <see cref="MaxRatio"/> times what came in.</summary>
/// <remarks>kombu has no such bounds: a few bytes can fill its memory.</remarks>
public sealed record DecompressionLimits
{
    /// <summary>Bytes that may come out whatever the ratio: 4 MiB, so that short bodies of zeros pass.</summary>
    public const int Floor = 4 * 1024 * 1024;

    /// <summary>64 MiB, and 1000 times the compressed length.</summary>
    public static DecompressionLimits Default { get; } = new();

    /// <summary>Most bytes that may come out. Default 64 MiB.</summary>
    public int MaxLength { get; init; } = 64 * 1024 * 1024;

    /// <summary>Most bytes that may come out for each compressed byte, above <see cref="Floor"/>. Default 1000.</summary>
    public int MaxRatio { get; init; } = 1000;

    /// <summary>Most bytes that may come out of a body of this length.</summary>
    public int BoundFor(int compressedLength) => (int)Math.Min(MaxLength, Math.Max(Floor, (long)compressedLength * MaxRatio));

    /// <summary>The refusal of a body that holds more than <see cref="BoundFor"/> allows.</summary>
    public MessageDecodeException Exceeded(int compressedLength) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The compressed body of {compressedLength} bytes holds more than {BoundFor(compressedLength)} bytes. Allowed are {MaxLength} bytes, and "
        + $"{MaxRatio} for each compressed byte above {Floor}. Raise max_decompressed_size or max_compression_ratio if its senders are trusted."));
}
