using System.Collections.Frozen;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Compression;

/// <summary>The compressions an app knows, by the value of the header <c>compression</c> and by alias. Immutable:
/// <see cref="With"/> returns a larger one.</summary>
/// <remarks>Source: <c>kombu/compression.py</c>.</remarks>
public sealed class CompressionRegistry
{
    // Everything kombu may send, so that a missing compressor is told apart from nonsense.
    private static readonly FrozenDictionary<string, string> KombuAliases = new Dictionary<string, string>
    {
        ["gzip"] = "application/x-gzip",
        ["zlib"] = "application/x-gzip",
        ["bzip2"] = "application/x-bz2",
        ["bzip"] = "application/x-bz2",
        ["brotli"] = "application/x-brotli",
        ["lzma"] = "application/x-lzma",
        ["xz"] = "application/x-lzma",
        ["zstd"] = "application/zstd",
        ["zstandard"] = "application/zstd",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, Compressor> _byName;
    private readonly Compressor[] _compressors;

    /// <summary>Creates a registry. Of two compressors of one content type or alias the later wins.</summary>
    /// <param name="compressors">The compressors.</param>
    /// <param name="limits">How much <see cref="Decompress"/> lets out; null for the default.</param>
    public CompressionRegistry(IEnumerable<Compressor> compressors, DecompressionLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(compressors);
        Limits = limits ?? DecompressionLimits.Default;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Limits.MaxLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Limits.MaxRatio);
        _compressors = [.. compressors];
        var byName = new Dictionary<string, Compressor>(StringComparer.Ordinal);
        foreach (var compressor in _compressors)
        {
            byName[compressor.ContentType] = compressor;
            foreach (var alias in compressor.Aliases)
            {
                byName[alias] = compressor;
            }
        }

        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What needs no library: zlib, which every kombu has, and brotli.</summary>
    public static CompressionRegistry Default { get; } = new([new ZlibCompressor(), new BrotliCompressor()]);

    /// <summary>How much <see cref="Decompress"/> lets out.</summary>
    public DecompressionLimits Limits { get; }

    /// <summary>The aliases of all compressors, for messages to people.</summary>
    public IEnumerable<string> Names => _compressors.SelectMany(compressor => compressor.Aliases);

    /// <summary>A registry that has one more compressor, or another one in its place.</summary>
    public CompressionRegistry With(Compressor compressor) => new([.. _compressors, compressor], Limits);

    /// <summary>A registry with other bounds.</summary>
    public CompressionRegistry WithLimits(DecompressionLimits limits) => new(_compressors, limits);

    /// <summary>The compressor of an alias or header value; null when there is none.</summary>
    public Compressor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The compressor of an alias or header value, for sending; its <see cref="Compressor.ContentType"/> goes into the
    /// header <c>compression</c>.</summary>
    /// <exception cref="MessageEncodeException">It is not known.</exception>
    public Compressor Get(string name) => _byName.GetValueOrDefault(name) ?? throw new MessageEncodeException(Unknown(name));

    /// <summary>Restores a body by its header <c>compression</c>, which holds a content type or an alias.</summary>
    /// <exception cref="MessageDecodeException">The compression is not known, the bytes are damaged, or more than
    /// <see cref="Limits"/> allow would come out.</exception>
    public byte[] Decompress(string name, ReadOnlyMemory<byte> body) => _byName.TryGetValue(name, out var compressor)
        ? compressor.Decompress(body, Limits)
        : throw new MessageDecodeException(Unknown(name));

    private string Unknown(string name)
    {
        var shown = name[..Math.Min(name.Length, 60)];
        var known = string.Join(", ", _compressors.Select(c => c.ContentType));
        return KombuAliases.ContainsKey(name) || KombuAliases.Values.Contains(name)
            ? $"The compression '{shown}' is one of Celery's, but no compressor is registered for it. Registered are: {known}."
            : $"The compression '{shown}' is unknown. Registered are: {known}.";
    }
}
