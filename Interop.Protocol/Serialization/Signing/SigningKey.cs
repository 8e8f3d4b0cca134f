using System.Security.Cryptography;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>A private RSA key that signs messages. Thread safe. Celery: <c>celery.security.key.PrivateKey</c>.</summary>
public sealed class SigningKey
{
    private readonly RSAParameters _parameters;
    private readonly RsaPss _pss;

    private SigningKey(RSA rsa)
    {
        _parameters = rsa.ExportParameters(includePrivateParameters: true);
        _pss = RsaPss.Private(rsa);
    }

    /// <summary>Reads a key.</summary>
    /// <param name="pem">Text of a PEM file: <c>PRIVATE KEY</c>, <c>RSA PRIVATE KEY</c> or <c>ENCRYPTED PRIVATE KEY</c>.</param>
    /// <param name="password">Its password; null when it has none. Celery: <c>security_key_password</c>.</param>
    /// <exception cref="InvalidCredentialException">It is no such key, or the password is not its password.</exception>
    public static SigningKey FromPem(string pem, string? password = null)
    {
        ArgumentNullException.ThrowIfNull(pem);
        if (pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw new InvalidCredentialException("Invalid private key: it is encrypted in the old way of OpenSSL. Convert it with "
                + "'openssl pkcs8 -topk8'.");
        }

        var isEncrypted = pem.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (isEncrypted != password is not null)
        {
            throw new InvalidCredentialException(isEncrypted
                ? "Invalid private key: it is encrypted, and no password is given. Set security_key_password."
                : "Invalid private key: a password is given, but the key is not encrypted. Remove security_key_password.");
        }

        try
        {
            using var rsa = RSA.Create();
            if (isEncrypted)
            {
                rsa.ImportFromEncryptedPem(pem, password);
            }
            else
            {
                rsa.ImportFromPem(pem);
            }

            return new SigningKey(rsa);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidCredentialException(
                $"Invalid private key: {e.Message} Expected an RSA key in PEM{(isEncrypted ? ", and its password" : "")}.", e);
        }
    }

    /// <summary>Signs data.</summary>
    /// <exception cref="MessageEncodeException">The key is too short for the digest.</exception>
    public byte[] Sign(ReadOnlySpan<byte> data, SigningDigest digest, SignatureScheme scheme = SignatureScheme.Pss)
    {
        ArgumentNullException.ThrowIfNull(digest);
        try
        {
            if (scheme == SignatureScheme.Pss)
            {
                return _pss.Sign(digest.Hash(data), digest);
            }

            using var rsa = RSA.Create(_parameters);
            return rsa.SignData(data, digest.AlgorithmForPkcs1, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException e)
        {
            throw new MessageEncodeException($"Unable to sign the message: {e.Message}", e);
        }
    }

    /// <summary>True when a certificate holds the public half of this key.</summary>
    internal bool Fits(SigningCertificate certificate) =>
        certificate.PublicKey.Modulus!.AsSpan().SequenceEqual(_parameters.Modulus)
        && certificate.PublicKey.Exponent!.AsSpan().SequenceEqual(_parameters.Exponent);
}
