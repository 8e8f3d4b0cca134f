using System.Security.Cryptography;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>RSA-PSS with the longest salt, <c>PSS.MAX_LENGTH</c> of Python's cryptography: by OpenSSL where the system has it, else by
/// arithmetic of our own. Thread safe.</summary>
internal sealed class RsaPss
{
    private readonly OpenSslKey? _key;
    private readonly RsaNumbers? _numbers;
    private readonly int _bits;

    private RsaPss(OpenSslKey? key, RSAParameters? parameters, int bits)
    {
        _key = key;
        _numbers = parameters is { } numbers ? new RsaNumbers(numbers) : null;
        _bits = bits;
    }

    /// <summary>True when OpenSSL does the work.</summary>
    public bool IsOpenSsl => _key is not null;

    /// <summary>Bits of an encoded message: one less than the modulus has.</summary>
    private int EncodedBits => _bits - 1;

    /// <summary>Signs and verifies with a key pair.</summary>
    /// <param name="rsa">The key; not kept.</param>
    /// <param name="usesOpenSsl">False for our own arithmetic.</param>
    public static RsaPss Private(RSA rsa, bool usesOpenSsl = true) =>
        usesOpenSsl && OpenSslKey.Private(rsa) is { } key ? new RsaPss(key, null, rsa.KeySize) : new RsaPss(null, rsa.ExportParameters(true), rsa.KeySize);

    /// <summary>Verifies with a public key.</summary>
    /// <inheritdoc cref="Private"/>
    public static RsaPss Public(RSA rsa, bool usesOpenSsl = true) =>
        usesOpenSsl && OpenSslKey.Public(rsa) is { } key ? new RsaPss(key, null, rsa.KeySize) : new RsaPss(null, rsa.ExportParameters(false), rsa.KeySize);

    /// <summary>Signs a digest under a fresh salt.</summary>
    /// <exception cref="CryptographicException">The key is too short for the digest, or the system does not sign so.</exception>
    public byte[] Sign(ReadOnlySpan<byte> hash, SigningDigest digest)
    {
        PssEncoding.CheckRoom(digest, EncodedBits);
        return _key is { } key ? key.Sign(hash, digest) : _numbers!.Sign(PssEncoding.Encode(hash, digest, EncodedBits));
    }

    /// <summary>True when a signature is one over a digest.</summary>
    /// <exception cref="CryptographicException">The system does not verify so.</exception>
    public bool Verifies(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> hash, SigningDigest digest) => _key is { } key
        ? key.Verifies(signature, hash, digest)
        : _numbers!.Open(signature, (EncodedBits + 7) / 8) is { } encoded && PssEncoding.IsOf(encoded, hash, digest, EncodedBits);
}
