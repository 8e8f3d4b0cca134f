using System.Text.Json.Nodes;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Signing;
using Interop.Protocol.Values;
using Interop.Testing;
using Interop.Testing.Python;

namespace Interop.Client.Tests.Serialization.Signing;

/// <summary>Signed tasks against Celery's own code, in all Pythons there are.</summary>
public sealed class PythonAuthTests : IDisposable
{
    private static readonly WireValue Body = WireValue.List([
        WireValue.List([WireValue.Integer(2), "caf\u00e9 \ud83d\ude00"]), WireValue.Map(new WireMap()), WireValue.Map(new WireMap())]);

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Versions => [.. PythonContent.Versions];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Tasks_SignedByPython_AreRead(string version)
    {
        await using var python = PythonContent.Start(version);
        var format = await FormatOfAsync(python);
        foreach (var (signer, digest) in Combinations())
        {
            var files = signer.Write(_folder);
            var call = Settings(files, digest);
            call["task"] = "tasks.add";
            call["args"] = new JsonArray(2, "caf\u00e9 \ud83d\ude00");
            call["kwargs"] = new JsonObject();

            var message = (await python.CallAsync("sign", call, Token)).GetProperty("ok");

            Assert.Equal("application/data", message.GetProperty("content_type").GetString());
            Assert.Equal("utf-8", message.GetProperty("content_encoding").GetString());
            var codec = Codec(signer, digest, AuthFormat.Base64);
            var body = message.GetProperty("body").GetBytesFromBase64();
            var value = codec.Decode(body, out var content);
            Assert.Equal(Body.AsItems()[0], value.AsItems()[0]);
            Assert.Equal(new SignedContent(signer.Certificate.Id, format, "application/json", "utf-8"), content);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Bodies_SignedByUs_AreReadByPython(string version)
    {
        await using var python = PythonContent.Start(version);
        var format = await FormatOfAsync(python);
        foreach (var (signer, digest) in Combinations())
        {
            var answer = await VerifyAsync(python, signer, digest, Codec(signer, digest, format).Encode(Body).Body);
            Assert.True(answer.TryGetProperty("ok", out var value), $"{digest} {signer.Certificate.Id}: {answer}");
            Assert.Equal("""[[2, "caf\u00e9 \ud83d\ude00"], {}, {}]""", value.GetRawText());
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task WhatIsNotSignedSo_IsRefusedByPythonToo(string version)
    {
        await using var python = PythonContent.Start(version);
        var format = await FormatOfAsync(python);
        var signer = TestSigner.Shared;
        var good = Codec(signer, "sha256", format).Encode(Body).Body.ToArray();
        byte[][] bad =
        [
            "[[1, 2], {}, {}]"u8.ToArray(),
            Codec(TestSigner.Stranger, "sha256", format).Encode(Body).Body.ToArray(),
            Codec(signer, "sha1", format).Encode(Body).Body.ToArray(),
            (Codec(signer, "sha1", format, SignatureScheme.Pkcs1)).Encode(Body).Body.ToArray(),
            AuthBodies.Change(good, fields => fields.Replace("[[2,", "[[3,", StringComparison.Ordinal)),
            good[..(good.Length / 2)],
            good[..40],
        ];
        foreach (var body in bad)
        {
            var answer = await VerifyAsync(python, signer, "sha256", body);
            Assert.Equal("DecodeError", answer.TryGetProperty("class", out var error) ? error.GetString() : answer.ToString());
            Assert.Throws<MessageSecurityException>(() => Codec(signer, "sha256", format).Decode(body));
        }

        Assert.True((await VerifyAsync(python, signer, "sha256", good)).TryGetProperty("ok", out _));
    }

    private static (TestSigner Signer, string Digest)[] Combinations()
    {
        // The last key has bits that fill no whole byte under PSS; the first serial is as long as they may be.
        var ordered = new TestSigner("CN=z, O=a, C=DE", [0x7f, .. Enumerable.Repeat((byte)0xff, 18)], 3072);
        return
        [
            (TestSigner.Shared, "sha1"), (TestSigner.Shared, "sha224"), (TestSigner.Shared, "sha256"), (TestSigner.Shared, "sha384"),
            (TestSigner.Shared, "sha512"), (ordered, "sha256"),
        ];
    }

    private static AuthContentCodec Codec(TestSigner signer, string digest, AuthFormat format, SignatureScheme scheme = SignatureScheme.Pss) =>
        new(new JsonContentCodec(), signer.Key, signer.Certificate, new CertificateStore([signer == TestSigner.Stranger ? TestSigner.Shared.Certificate : signer.Certificate], DateTimeOffset.UnixEpoch))
        {
            Digest = SigningDigest.Find(digest)!,
            Format = format,
            Scheme = scheme,
        };

    private static JsonObject Settings((string Key, string Certificate, string Store) files, string digest) => new()
    {
        ["key"] = files.Key, ["cert"] = files.Certificate, ["store"] = files.Store, ["digest"] = digest,
    };

    private async Task<System.Text.Json.JsonElement> VerifyAsync(
        PythonContent python, TestSigner signer, string digest, ReadOnlyMemory<byte> body)
    {
        var call = Settings(signer.Write(_folder), digest);
        call["body"] = Convert.ToBase64String(body.Span);
        return await python.CallAsync("verify", call, Token);
    }

    private static async Task<AuthFormat> FormatOfAsync(PythonContent python)
    {
        var version = (await python.CallAsync("versions", [], Token)).GetProperty("ok").GetProperty("celery").GetString()!;
        return Version.Parse(version) >= new Version(5, 5) ? AuthFormat.Base64 : AuthFormat.Raw;
    }
}
