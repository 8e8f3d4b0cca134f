using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Interop.Testing.Servers;

/// <summary>A certificate authority of a test's own and a certificate for the loopback address, as PEM files in a folder.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly TempFolder _folder = new("interop-tls-");

    public TestCertificates()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Test CA", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, false));
        using var authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem());

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(1), [1, 2, 3]);
        File.WriteAllText(ServerFile, certificate.ExportCertificatePem());
        File.WriteAllText(ServerKeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string AuthorityFile => _folder.Combine("ca.pem");

    public string ServerFile => _folder.Combine("server.pem");

    public string ServerKeyFile => _folder.Combine("server.key");

    public void Dispose() => _folder.Dispose();
}
