using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Interop.Client.Resp;
using Interop.Testing.Servers;
using static Interop.Client.Tests.Resp.RespTestKit;

namespace Interop.Client.Tests.Resp;

public sealed class RespTlsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tls-");
    private readonly int _port = RedisServer.FreePort();
    private RedisServer? _server;

    private string CaFile => Path.Combine(_folder.FullName, "ca.pem");

    public async ValueTask InitializeAsync()
    {
        WriteCertificates();
        _server = await RedisServer.StartAsync(
            "--tls-port", $"{_port}", "--tls-ca-cert-file", CaFile,
            "--tls-cert-file", Path.Combine(_folder.FullName, "server.pem"),
            "--tls-key-file", Path.Combine(_folder.FullName, "server.key"), "--tls-auth-clients", "yes");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Tls_Works_WithAPrivateCaAndAClientCertificate()
    {
        await using var client = Connect(WithTls(ClientTls(RespTlsMode.Required)));
        await client.AskAsync("SET", "big", new string('x', 2_000_000));
        Task<string>[] many = [.. Enumerable.Range(0, 200).Select(i => client.AskAsync("ECHO", i))];
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"Bulk: {i}"), await Task.WhenAll(many));
    }

    [Fact]
    public async Task Tls_Refuses_ACertificateOfAnUnknownCa()
    {
        await using var client = Connect(WithTls(ClientTls(RespTlsMode.Required) with { CaFile = null }));
        var error = await FailsAsync<RespConnectionException>(() => client.AskAsync("PING"));
        Assert.False(error.IsTransient);
        Assert.Contains($"TLS with Redis at 127.0.0.1:{_port} failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_ComparesTheHostName_UnlessToldNotTo()
    {
        RespTlsOptions other = ClientTls(RespTlsMode.Required) with { TargetHost = "redis.example" };
        await using var strict = Connect(WithTls(other));
        await FailsAsync<RespConnectionException>(() => strict.AskAsync("PING"));
        await using var optional = Connect(WithTls(other with { Mode = RespTlsMode.Optional }));
        Assert.Equal("SimpleString: PONG", await optional.AskAsync("PING"));
        await using var blind = Connect(WithTls(other with { Mode = RespTlsMode.NoVerification, CaFile = null }));
        Assert.Equal("SimpleString: PONG", await blind.AskAsync("PING"));
    }

    [Fact]
    public async Task Tls_NamesTheFile_ThatIsMissing()
    {
        await using var client = Connect(WithTls(new RespTlsOptions { CaFile = "/nowhere/ca.pem" }));
        var error = await FailsAsync<RespConnectionException>(() => client.AskAsync("PING"));
        Assert.Contains("/nowhere/ca.pem", error.Message, StringComparison.Ordinal);
    }

    private RespOptions WithTls(RespTlsOptions tls) => Options(_port) with { Tls = tls };

    private RespTlsOptions ClientTls(RespTlsMode mode) => new()
    {
        Mode = mode,
        CaFile = CaFile,
        CertificateFile = Path.Combine(_folder.FullName, "client.pem"),
        KeyFile = Path.Combine(_folder.FullName, "client.key"),
    };

    private void WriteCertificates()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=Test CA", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 ca = caRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        File.WriteAllText(CaFile, ca.ExportCertificatePem());
        foreach (string name in new[] { "server", "client" })
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            using X509Certificate2 certificate = request.Create(ca, now.AddDays(-1), now.AddDays(1), [1, (byte)name.Length]);
            File.WriteAllText(Path.Combine(_folder.FullName, name + ".pem"), certificate.ExportCertificatePem());
            File.WriteAllText(Path.Combine(_folder.FullName, name + ".key"), key.ExportPkcs8PrivateKeyPem());
        }
    }
}
