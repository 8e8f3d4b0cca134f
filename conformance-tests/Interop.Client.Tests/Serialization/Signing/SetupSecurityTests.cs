using Interop.Client.Configuration;
using Interop.Protocol;
using Interop.Protocol.Serialization.Signing;
using Interop.Testing;

namespace Interop.Client.Tests.Serialization.Signing;

public sealed class SetupSecurityTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(CeleryRelease.V54, AuthFormat.Raw)]
    [InlineData(CeleryRelease.V55, AuthFormat.Base64)]
    public async Task SetupSecurity_SignsAndReadsAsTheReleaseDoes(CeleryRelease release, AuthFormat format)
    {
        await using var app = CeleryApp.Create(
            new CeleryOptions { BrokerUrl = "memory://", Release = release }.SetupSecurity(Security() with { Digest = "SHA512" }));

        var codec = Assert.IsType<AuthContentCodec>(app.Serializers.Get("auth"));

        Assert.Equal((format, "sha512", "signer Interop, Inc. DE 4711"), (codec.Format, codec.Digest.Name, codec.Certificate!.Id));
    }

    [Theory]
    [InlineData("store", 2)]
    [InlineData("store/", 2)]
    [InlineData("store/*.pem", 2)]
    [InlineData("sto?e/[a-s]igner.pem", 1)]
    [InlineData("*/stranger.pem", 1)]
    [InlineData("store/signer.pem", 1)]
    public async Task CertStore_IsAFolderAFileOrAPattern(string path, int count)
    {
        TestSigner.Stranger.Write(_folder, "stranger");
        File.WriteAllText(Path.Combine(_folder.Folder("store"), ".hidden"), "no certificate");

        await using var app = CeleryApp.Create(
            new CeleryOptions { BrokerUrl = "memory://" }.SetupSecurity(Security() with { CertStore = _folder.Combine(path) }));

        Assert.Equal(count, Assert.IsType<AuthContentCodec>(app.Serializers.Get("auth")).Store.Certificates.Count);
    }

    [Fact]
    public void Create_RefusesFiles_ThatCannotBeUsed()
    {
        var expired = new TestSigner("CN=old", notAfter: new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllText(_folder.Combine("old.pem"), expired.CertificatePem);
        Assert.Contains("Expired certificate: 'old 4711'", Fault(Security() with { CertStore = _folder.Combine("old.pem") }), StringComparison.Ordinal);
        Assert.Contains("there is no file", Fault(Security() with { CertStore = _folder.Combine("none/*.pem") }), StringComparison.Ordinal);
        Assert.Contains("security_key is", Fault(Security() with { Key = _folder.Combine("none.key") }), StringComparison.Ordinal);
        Assert.Contains("Invalid private key", Fault(Security() with { Key = _folder.Combine("old.pem") }), StringComparison.Ordinal);
        Assert.Contains("is not that of the private key", Fault(Security() with { Certificate = _folder.Combine("old.pem") }), StringComparison.Ordinal);
        Assert.Contains("security_certificate and security_cert_store must be set too", Fault(new() { Key = "k" }), StringComparison.Ordinal);
        Assert.Contains("security_digest is 'md5'", Fault(Security() with { Digest = "md5" }), StringComparison.Ordinal);
        Assert.Contains("'raw' cannot stand within", Fault(Security() with { Serializer = "raw" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_RefusesSignatures_ThatAreNotAskedFor()
    {
        var half = new CeleryOptions { BrokerUrl = "memory://", Security = Security(), TaskSerializer = "auth", AcceptContent = ["auth", "json"] };
        Assert.Contains("accept_content is [auth, json]", Assert.Throws<ImproperlyConfiguredException>(() => CeleryApp.Create(half)).Message, StringComparison.Ordinal);
        var none = new CeleryOptions { BrokerUrl = "memory://", TaskSerializer = "auth" };
        Assert.Contains("For auth, set security_key", Assert.Throws<ImproperlyConfiguredException>(() => CeleryApp.Create(none)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_KeepThePasswordOutOfTheirText() =>
        Assert.DoesNotContain("geheim", new CeleryOptions().SetupSecurity(Security() with { KeyPassword = "geheim" }).ToString(), StringComparison.Ordinal);

    private string Fault(SecurityOptions security) => Assert.Throws<ImproperlyConfiguredException>(
        () => CeleryApp.Create(new CeleryOptions { BrokerUrl = "memory://" }.SetupSecurity(security))).Message;

    private SecurityOptions Security()
    {
        var (key, certificate, store) = TestSigner.Shared.Write(_folder);
        return new() { Key = key, Certificate = certificate, CertStore = store };
    }
}
