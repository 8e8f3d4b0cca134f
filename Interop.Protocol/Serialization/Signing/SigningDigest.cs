using System.Security.Cryptography;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>A hash function by the name that <c>security_digest</c> has. Celery: <c>get_digest_algorithm</c>, where it is a class of
/// <c>cryptography.hazmat.primitives.hashes</c>.</summary>
public sealed class SigningDigest
{
    private static readonly SigningDigest[] All =
    [
        new("sha1", HashAlgorithmName.SHA1, SHA1.HashSizeInBytes),
        new("sha224", null, Sha224.HashSizeInBytes),
        new("sha256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
        new("sha384", HashAlgorithmName.SHA384, SHA384.HashSizeInBytes),
        new("sha512", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes),
    ];

    private SigningDigest(string name, HashAlgorithmName? algorithm, int length)
    {
        Name = name;
        Algorithm = algorithm;
        Length = length;
    }

    /// <summary>Celery's default: sha256.</summary>
    public static SigningDigest Sha256 { get; } = Find("sha256")!;

    /// <summary>The names there are.</summary>
    public static IEnumerable<string> Names => All.Select(digest => digest.Name);

    /// <summary>The name, in lower case, e.g. <c>sha256</c>.</summary>
    public string Name { get; }

    /// <summary>Bytes of a digest.</summary>
    public int Length { get; }

    /// <summary>The framework's name of it; null where the framework has none.</summary>
    internal HashAlgorithmName? Algorithm { get; }

    /// <summary>The digest of a name, in any case, as in Celery; null when there is none.</summary>
    public static SigningDigest? Find(string name) =>
        Array.Find(All, digest => digest.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="CryptographicException">PKCS #1 v1.5 cannot be had with it.</exception>
    internal HashAlgorithmName AlgorithmForPkcs1 =>
        Algorithm ?? throw new CryptographicException($"{Name} is available for RSA-PSS only.");

    internal byte[] Hash(ReadOnlySpan<byte> data) =>
        Algorithm is { } algorithm ? CryptographicOperations.HashData(algorithm, data) : Sha224.HashData(data);
}
