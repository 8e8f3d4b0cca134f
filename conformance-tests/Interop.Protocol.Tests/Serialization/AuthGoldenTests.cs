using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Signing;
using Interop.Testing;

namespace Interop.Protocol.Tests.Serialization;

/// <summary>Signed bodies that each Celery made, and what it read of them.</summary>
public sealed class AuthGoldenTests
{
    private static readonly CertificateStore Store = new(
        [SigningCertificate.FromPem(File.ReadAllText(RepositoryRoot.Combine("python-fixtures", "security", "store", "signer.pem")))],
        DateTimeOffset.UnixEpoch);

    public static TheoryData<string> Cases => [.. Golden.EveryCase("auth")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decode_ReadsWhatPythonReads_AndRefusesWhatItRefuses(string name)
    {
        var golden = Golden.Load(name);
        var codec = new AuthContentCodec(new JsonContentCodec(), null, null, Store)
        {
            Digest = SigningDigest.Find(golden.GetProperty("digest").GetString()!)!,
        };
        var body = golden.GetProperty("body").GetBytesFromBase64();
        if (golden.GetProperty("signer").GetString() != "signer" || golden.GetProperty("case").GetString()!.EndsWith("tampered", StringComparison.Ordinal))
        {
            Assert.True(golden.TryGetProperty("read_error", out _));
            Assert.Throws<MessageSecurityException>(() => codec.Decode(body));
        }
        else if (golden.GetProperty("inner").GetString() != "json")
        {
            Assert.Contains("which is not read", Assert.Throws<MessageSecurityException>(() => codec.Decode(body)).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.True(GoldenValue.TryRead(golden.GetProperty("reads"), out var expected));
            Assert.Equal(expected, codec.Decode(body, out var content));
            Assert.Equal(Golden.Release(name) >= CeleryRelease.V55 ? AuthFormat.Base64 : AuthFormat.Raw, content.Format);
        }
    }
}
