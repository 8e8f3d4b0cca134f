using Interop.Client.Configuration;
using Interop.Protocol.Serialization.Compression;

namespace Interop.Client.Serialization.Compression;

/// <summary>The compressions of an app. Celery: <c>kombu.compression</c> with what is installed.</summary>
public static class AppCompression
{
    internal static readonly CompressionRegistry All = CompressionRegistry.Default
        .With(new Bzip2Compressor()).With(new LzmaCompressor()).With(new ZstdCompressor());

    /// <summary>The compressions of an app, under its bounds.</summary>
    public static CompressionRegistry Create(CeleryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Compressions.WithLimits(new() { MaxLength = options.MaxDecompressedSize, MaxRatio = options.MaxCompressionRatio });
    }

    /// <summary>What is wrong with the value of a setting that names a compression; null when nothing is.</summary>
    internal static string? Check(string setting, string? name, CompressionRegistry compressions)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        return compressions.Find(name) is { } compressor
            ? compressor.Missing is { } missing ? $"{setting} is '{name}', which cannot be used: {missing}" : null
            : $"{setting} is '{name}', which is not available; expected {string.Join(", ", compressions.Names)}, or none.";
    }
}
