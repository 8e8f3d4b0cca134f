using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Interop.Protocol.Serialization.Signing;
using Interop.Testing;

namespace Interop.Client.Tests.Serialization.Signing;

/// <summary>A key and its self-signed certificate, in PEM, made anew.</summary>
internal sealed class TestSigner
{
    public const string Password = "geheim";

    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public TestSigner(
        string name = "C=DE, O=\"Interop, Inc.\", CN=signer", byte[]? serial = null, int bits = 2048, DateTimeOffset? notAfter = null)
    {
        using var rsa = RSA.Create(bits);
        var request = new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
            Start, notAfter ?? Start.AddYears(80), serial ?? [0x12, 0x67]);
        KeyPem = rsa.ExportPkcs8PrivateKeyPem();
        Pkcs1Pem = rsa.ExportRSAPrivateKeyPem();
        EncryptedKeyPem = rsa.ExportEncryptedPkcs8PrivateKeyPem(
            Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2048));
        CertificatePem = certificate.ExportCertificatePem();
    }

    public static TestSigner Shared { get; } = new();

    public static TestSigner Stranger { get; } = new("CN=stranger");

    public string KeyPem { get; }

    public string Pkcs1Pem { get; }

    public string EncryptedKeyPem { get; }

    public string CertificatePem { get; }

    public SigningKey Key => SigningKey.FromPem(KeyPem);

    public SigningCertificate Certificate => SigningCertificate.FromPem(CertificatePem);

    /// <summary>Writes key and certificate; the certificate stands alone in the folder <c>store</c>.</summary>
    public (string Key, string Certificate, string Store) Write(TempFolder folder, string name = "signer")
    {
        var store = folder.Folder("store");
        var (key, certificate) = (folder.Combine($"{name}.key"), Path.Combine(store, $"{name}.pem"));
        File.WriteAllText(key, KeyPem);
        File.WriteAllText(certificate, CertificatePem);
        return (key, certificate, store);
    }
}
