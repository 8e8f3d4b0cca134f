using System.Buffers;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Signing;
using Interop.Protocol.Values;

namespace Interop.Client.Tests.Serialization.Signing;

public sealed class AuthContentCodecTests
{
    private static readonly WireValue Body = WireValue.List([WireValue.Integer(1), "two"]);

    private static readonly CertificateStore Store = new([TestSigner.Shared.Certificate], DateTimeOffset.UnixEpoch);

    public static TheoryData<AuthFormat> Formats => [AuthFormat.Raw, AuthFormat.Base64];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Decode_ReadsWhatEncodeWrote_AndTellsTheFormat(AuthFormat format)
    {
        var encoded = Codec(format).Encode(Body);

        Assert.Equal(("application/data", "utf-8"), (encoded.ContentType, encoded.ContentEncoding));
        Assert.Equal(Body, Codec().Decode(encoded.Body.Span, out var content));
        Assert.Equal(format, content.Format);
        Assert.Equal("signer Interop, Inc. DE 4711", content.Signer);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Decode_Refuses_WhateverIsChanged(AuthFormat format)
    {
        var body = Encoded(format);
        var length = Convert.FromBase64String(Encoding.ASCII.GetString(body)).Length;

        // The two names of the inner type are not signed; what they may be is limited instead.
        var names = Encoding.Latin1.GetString(Convert.FromBase64String(Encoding.ASCII.GetString(body))).IndexOf("application/json", StringComparison.Ordinal);
        for (var at = 0; at < length; at++)
        {
            if (at >= names + "application/json".Length + 2 && at < names + "application/json".Length + 2 + "utf-8".Length)
            {
                continue;
            }

            var changed = AuthBodies.Change(body, fields => string.Concat(fields.AsSpan(0, at), ((char)(fields[at] ^ 4)).ToString(), fields.AsSpan(at + 1)));
            Assert.Throws<MessageSecurityException>(() => Codec().Decode(changed));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Decode_Refuses_EveryTruncation(AuthFormat format)
    {
        var body = Encoded(format);
        for (var length = 0; length < body.Length; length++)
        {
            Assert.Throws<MessageSecurityException>(() => Codec().Decode(body.AsSpan(0, length)));
        }

        var fields = Convert.FromBase64String(Encoding.ASCII.GetString(body));
        for (var length = 0; length < fields.Length; length++)
        {
            Assert.Throws<MessageSecurityException>(() => Codec().Decode(Encoding.ASCII.GetBytes(Convert.ToBase64String(fields, 0, length))));
        }
    }

    [Theory]
    [InlineData("", "not base64")]
    [InlineData("[[1, 2], {}, {}]", "not base64")]
    [InlineData("c2lnbmVy\n", "within the signer")]
    [InlineData("c2lnbmVy", "within the signer")]
    [InlineData("REUgMQABc2hvcnQ=", "Unknown certificate: 'DE 1'")]
    public void Decode_RefusesWhatIsNotSigned_AndSaysWhy(string body, string why) => Assert.Contains(
        why, Assert.Throws<MessageSecurityException>(() => Codec().Decode(Encoding.ASCII.GetBytes(body))).Message, StringComparison.Ordinal);

    [Fact]
    public void Decode_RefusesFields_LongerThanAnyAre()
    {
        var signer = AuthBodies.Change(Encoded(AuthFormat.Raw), fields => new string('a', 5000) + fields);
        Assert.Contains("longer than 4096", Assert.Throws<MessageSecurityException>(() => Codec().Decode(signer)).Message, StringComparison.Ordinal);
        var type = AuthBodies.Change(Encoded(AuthFormat.Base64), fields => fields.Replace("application/json", new string('a', 101), StringComparison.Ordinal));
        Assert.Contains("longer than 100", Assert.Throws<MessageSecurityException>(() => Codec().Decode(type)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_RefusesAnotherInnerType_ThoughTheSignatureDoesNotCoverIt()
    {
        var body = AuthBodies.Change(
            Encoded(AuthFormat.Base64), fields => fields.Replace("application/json", "application/x-python-serialize", StringComparison.Ordinal));

        var error = Assert.Throws<MessageSecurityException>(() => Codec().Decode(body));

        Assert.Contains("holds application/x-python-serialize, which is not read. Read are: application/json", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new AuthContentCodec(new RawContentCodec(), null, null, Store));
        Assert.Throws<ArgumentException>(() => new AuthContentCodec(Codec(), null, null, Store));
    }

    [Fact]
    public void Separators_WithinTheFields_AreNoSeparators()
    {
        // A signature holds 00 01 once in some hundred times.
        for (var found = 0; found < 1;)
        {
            var raw = Encoded(AuthFormat.Raw);
            var fields = Encoding.Latin1.GetString(Convert.FromBase64String(Encoding.ASCII.GetString(raw)));
            if (fields.Split("\0\u0001").Length > 5)
            {
                Assert.Equal(Body, Codec().Decode(raw));
                found++;
            }
        }

        var bytes = new byte[] { 0, 1, 0, 1, 0x80, 4, 0, 1 };
        var binary = new AuthContentCodec(new BytesCodec(), TestSigner.Shared.Key, TestSigner.Shared.Certificate, Store);
        Assert.Equal(bytes, binary.Decode(binary.Encode(WireValue.Bytes(bytes)).Body.Span).AsBytes().ToArray());
        var old = new AuthContentCodec(new BytesCodec(), TestSigner.Shared.Key, TestSigner.Shared.Certificate, Store) { Format = AuthFormat.Raw };
        Assert.Contains("before 5.5", Assert.Throws<MessageEncodeException>(() => old.Encode(WireValue.Bytes(bytes))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Pkcs1_IsReadWhereItIsAskedFor_AndOnlyThere(AuthFormat format)
    {
        var old = new AuthContentCodec(new JsonContentCodec(), TestSigner.Shared.Key, TestSigner.Shared.Certificate, Store)
        {
            Scheme = SignatureScheme.Pkcs1, Digest = SigningDigest.Find("SHA1")!, Format = format,
        };
        var body = old.Encode(Body).Body;
        Assert.Equal(Body, old.Decode(body.Span));
        Assert.Contains("Bad signature", Assert.Throws<MessageSecurityException>(() => Codec().Decode(body.Span)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_NeedsAKey() => Assert.Throws<MessageEncodeException>(() =>
        new AuthContentCodec(new JsonContentCodec(), null, null, Store).Encode(Body));

    [Fact]
    public void Certificates_ThatExpiredOrStandTwice_AreRefused()
    {
        var certificate = TestSigner.Shared.Certificate;
        Assert.Contains("Expired certificate: 'signer Interop, Inc. DE 4711'", Assert.Throws<InvalidCredentialException>(
            () => new CertificateStore([certificate], certificate.NotAfter)).Message, StringComparison.Ordinal);
        Assert.Single(new CertificateStore([certificate], certificate.NotAfter.AddTicks(-1)).Certificates);
        Assert.Contains("Duplicate", Assert.Throws<InvalidCredentialException>(
            () => new CertificateStore([certificate, TestSigner.Shared.Certificate], DateTimeOffset.UnixEpoch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_AreReadInEveryForm_OrRefusedWithAReason()
    {
        var signer = TestSigner.Shared;
        foreach (var key in new[] { SigningKey.FromPem(signer.Pkcs1Pem), SigningKey.FromPem(signer.EncryptedKeyPem, TestSigner.Password) })
        {
            Assert.True(signer.Certificate.Verifies("data"u8, key.Sign("data"u8, SigningDigest.Sha256), SigningDigest.Sha256));
        }

        Assert.Throws<InvalidCredentialException>(() => SigningKey.FromPem("nonsense"));
        Assert.Throws<InvalidCredentialException>(() => SigningKey.FromPem(signer.CertificatePem));
        Assert.Throws<InvalidCredentialException>(() => SigningKey.FromPem(signer.EncryptedKeyPem));
        Assert.Throws<InvalidCredentialException>(() => SigningKey.FromPem(signer.EncryptedKeyPem, "wrong"));
        Assert.Throws<InvalidCredentialException>(() => SigningKey.FromPem(signer.KeyPem, "needless"));
        Assert.Throws<InvalidCredentialException>(() => SigningCertificate.FromPem(signer.KeyPem));
        Assert.Throws<InvalidCredentialException>(
            () => new AuthContentCodec(new JsonContentCodec(), TestSigner.Stranger.Key, signer.Certificate, Store));
    }

    [Fact]
    public void Registry_LetsNothingPastTheCodec_OnceItIsThere()
    {
        var registry = ContentCodecRegistry.Default.With(Codec()).With(new JsonContentCodec());
        var accept = registry.Accept(["auth"]);

        Assert.Equal(Body, registry.Decode(Encoded(AuthFormat.Base64), "application/data", "utf-8", accept));
        Assert.Equal(Body, registry.Decode(Encoded(AuthFormat.Raw), null, null, accept));
        Assert.Throws<MessageSecurityException>(() => registry.Decode("raw"u8, "application/data", "binary", accept));
        Assert.Throws<MessageSecurityException>(() => registry.Decode([], "application/data", "binary", accept));
        Assert.Throws<ContentDisallowedException>(() => registry.Decode("text"u8, "application/text", "utf-8", accept));
        Assert.Throws<ContentDisallowedException>(() => registry.Decode("[]"u8, "application/json", "utf-8", accept));
    }

    private static AuthContentCodec Codec(AuthFormat format = AuthFormat.Base64) =>
        new(new JsonContentCodec(), TestSigner.Shared.Key, TestSigner.Shared.Certificate, Store) { Format = format };

    private static byte[] Encoded(AuthFormat format) => Codec(format).Encode(Body).Body.ToArray();

    private sealed class BytesCodec() : ContentCodec("bytes", "application/x-bytes", "binary")
    {
        public override void Encode(IBufferWriter<byte> output, WireValue value) => output.Write(value.AsBytes().Span);

        public override WireValue Decode(ReadOnlySpan<byte> body) => WireValue.Bytes(body.ToArray());
    }
}
