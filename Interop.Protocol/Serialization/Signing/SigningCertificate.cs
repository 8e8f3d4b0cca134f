using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>The certificate of a signer. Thread safe. Celery: <c>celery.security.certificate.Certificate</c>.</summary>
/// <remarks>No chain is followed and no other field than the expiry is looked at: what is in the store is trusted, as in
/// Celery.</remarks>
public sealed class SigningCertificate
{
    private readonly RsaPss _pss;

    private SigningCertificate(string id, DateTimeOffset notAfter, RSA key)
    {
        Id = id;
        NotAfter = notAfter;
        PublicKey = key.ExportParameters(includePrivateParameters: false);
        SignatureLength = (key.KeySize + 7) / 8;
        _pss = RsaPss.Public(key);
    }

    /// <summary>What a message names its signer by: the values of the issuer's name in their order, then the serial number, with
    /// spaces between. Celery: <c>Certificate.get_id</c>.</summary>
    public string Id { get; }

    /// <summary>When it expires.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>Bytes of a signature by its key.</summary>
    public int SignatureLength { get; }

    internal RSAParameters PublicKey { get; }

    /// <summary>Reads a certificate.</summary>
    /// <param name="pem">Text of a PEM file; the first certificate in it counts.</param>
    /// <exception cref="InvalidCredentialException">It is none, or its key is no RSA key.</exception>
    public static SigningCertificate FromPem(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            using var key = certificate.GetRSAPublicKey()
                ?? throw new InvalidCredentialException("Invalid certificate: its key is no RSA key; no other is supported.");
            var serial = new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: false, isBigEndian: true);
            var id = $"{Issuer(certificate.IssuerName.RawData)} {serial.ToString(CultureInfo.InvariantCulture)}";
            return new SigningCertificate(id, certificate.NotAfter.ToUniversalTime(), key);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or ArgumentException)
        {
            throw new InvalidCredentialException($"Invalid certificate: {e.Message} Expected an X.509 certificate in PEM.", e);
        }
    }

    /// <summary>True from the moment it expires. Celery: <c>has_expired</c>.</summary>
    public bool HasExpired(DateTimeOffset now) => now >= NotAfter;

    /// <summary>True when a signature is that of this certificate's key over the data.</summary>
    /// <exception cref="CryptographicException">The system does not verify signatures over this digest.</exception>
    public bool Verifies(
        ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, SigningDigest digest, SignatureScheme scheme = SignatureScheme.Pss)
    {
        ArgumentNullException.ThrowIfNull(digest);
        if (scheme == SignatureScheme.Pss)
        {
            return _pss.Verifies(signature, digest.Hash(data), digest);
        }

        using var rsa = RSA.Create(PublicKey);
        return signature.Length == SignatureLength && rsa.VerifyData(data, signature, digest.AlgorithmForPkcs1, RSASignaturePadding.Pkcs1);
    }

    // The framework's texts of a name are sorted and quoted; Celery joins the bare values in the order they are encoded in.
    private static string Issuer(byte[] name)
    {
        var values = new List<string>();
        var sequence = new AsnReader(name, AsnEncodingRules.DER).ReadSequence();
        while (sequence.HasData)
        {
            var set = sequence.ReadSetOf(skipSortOrderValidation: true);
            while (set.HasData)
            {
                var attribute = set.ReadSequence();
                attribute.ReadObjectIdentifier();
                values.Add(attribute.ReadCharacterString((UniversalTagNumber)attribute.PeekTag().TagValue));
            }
        }

        return string.Join(' ', values);
    }
}
