using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Signing;
using Interop.Protocol.Values;
using Interop.Testing;
using Interop.Testing.Processes;

namespace Interop.Client.Tests.Serialization.Signing;

/// <summary>Messages as Celery up to 4.2 signed them, whose PKCS #1 v1.5 signatures no supported Celery makes or reads: against those of
/// the <c>openssl</c> command.</summary>
public sealed class OpenSslSignatureTests : IDisposable
{
    private const string Separator = "\0\u0001";

    private static readonly WireValue Body = WireValue.List([WireValue.Integer(2), "three"]);

    private readonly TempFolder _folder = new();

    public static TheoryData<string, int> Signatures => new()
    {
        { "sha1", 1024 }, { "sha1", 2048 }, { "sha256", 2048 }, { "sha384", 2048 }, { "sha512", 3072 },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task Body_SignedByOpenSsl_IsRead(string digest, int bits)
    {
        var signer = new TestSigner(bits: bits);
        var codec = Codec(signer, digest);
        var signature = await SignAsync(signer, digest, """[2, "three"]""");

        Assert.Equal(Body, codec.Decode(Packed(signer, signature, """[2, "three"]""")));

        Assert.Throws<MessageSecurityException>(() => codec.Decode(Packed(signer, signature, """[3, "three"]""")));
        signature[^1] ^= 1;
        Assert.Throws<MessageSecurityException>(() => codec.Decode(Packed(signer, signature, """[2, "three"]""")));
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task Body_SignedByUs_IsVerifiedByOpenSsl(string digest, int bits)
    {
        var signer = new TestSigner(bits: bits);
        var body = Codec(signer, digest).Encode(Body).Body;
        var fields = Encoding.Latin1.GetString(Convert.FromBase64String(Encoding.ASCII.GetString(body.Span)));
        var start = signer.Certificate.Id.Length + Separator.Length;
        var signature = Encoding.Latin1.GetBytes(fields.Substring(start, bits / 8));
        var rest = fields[(start + bits / 8)..].Split(Separator);

        Assert.StartsWith(signer.Certificate.Id + Separator, fields, StringComparison.Ordinal);
        Assert.Equal(["", "application/json", "utf-8", """[2, "three"]"""], rest);
        Assert.True(await VerifiesAsync(signer, digest, signature, rest[3]));
        Assert.False(await VerifiesAsync(signer, digest, signature, rest[3] + " "));
    }

    private static AuthContentCodec Codec(TestSigner signer, string digest) =>
        new(new JsonContentCodec(), signer.Key, signer.Certificate, new CertificateStore([signer.Certificate], DateTimeOffset.UnixEpoch))
        {
            Scheme = SignatureScheme.Pkcs1, Digest = SigningDigest.Find(digest)!, Format = AuthFormat.Raw,
        };

    // celery 4.2: celery/security/serialization.py, SecureSerializer._pack
    private static byte[] Packed(TestSigner signer, byte[] signature, string body)
    {
        var fields = string.Join(Separator, signer.Certificate.Id, Encoding.Latin1.GetString(signature), "application/json", "utf-8", body);
        return Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.Latin1.GetBytes(fields)));
    }

    private async Task<byte[]> SignAsync(TestSigner signer, string digest, string data)
    {
        var signature = _folder.Combine("signature");
        var (exitCode, output) = await RunAsync(
            "dgst", $"-{digest}", "-sign", Written("key", signer.KeyPem), "-out", signature, Written("data", data));
        Assert.True(exitCode == 0, output);
        return await File.ReadAllBytesAsync(signature, Token);
    }

    private async Task<bool> VerifiesAsync(TestSigner signer, string digest, byte[] signature, string data)
    {
        var (given, key) = (_folder.Combine("given"), _folder.Combine("public"));
        await File.WriteAllBytesAsync(given, signature, Token);
        Assert.Equal(0, (await RunAsync("x509", "-in", Written("certificate", signer.CertificatePem), "-noout", "-pubkey", "-out", key)).ExitCode);
        var (exitCode, output) = await RunAsync("dgst", $"-{digest}", "-verify", key, "-signature", given, Written("data", data));
        Assert.Contains(exitCode == 0 ? "Verified OK" : "Verification failure", output, StringComparison.OrdinalIgnoreCase);
        return exitCode == 0;
    }

    private string Written(string name, string text)
    {
        var path = _folder.Combine(name);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var program = Requirement.FindProgram("openssl")
            ?? throw Requirement.Missing("openssl is not on PATH", "install the package openssl");
        await using var process = ChildProcess.Start("openssl", program, arguments);
        var exitCode = await process.WaitForExitAsync(TimeSpan.FromSeconds(60), Token);
        return (exitCode, process.Output);
    }
}
