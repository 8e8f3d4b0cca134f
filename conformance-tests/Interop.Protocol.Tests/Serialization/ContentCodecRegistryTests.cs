using System.Buffers;
using System.Text;
using Interop.Protocol.Errors;
using Interop.Protocol.Serialization;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Serialization;

/// <summary>The rules of <c>kombu.serialization</c> 5.2.4.</summary>
public sealed class ContentCodecRegistryTests
{
    private static readonly ContentCodecRegistry Registry = ContentCodecRegistry.Default;

    [Fact]
    public void Encode_ChoosesByValue_WhenNoSerializerIsNamed()
    {
        AssertContent("application/json", "utf-8", "[1]", Registry.Encode(WireValue.List([1])));
        AssertContent("text/plain", "utf-8", "é", Registry.Encode("é"));
        AssertContent("application/data", "binary", "x", Registry.Encode(WireValue.Bytes("x"u8.ToArray())));
    }

    [Fact]
    public void Encode_FollowsTheName_WhenOneIsGiven()
    {
        AssertContent("application/json", "utf-8", "\"\\u00e9\"", Registry.Encode("é", "json"));
        AssertContent("application/data", "utf-8", "é", Registry.Encode("é", "raw"));
        AssertContent("application/data", "binary", "x", Registry.Encode(WireValue.Bytes("x"u8.ToArray()), "raw"));
        Assert.Contains("json, msgpack, pickle, raw", Assert.Throws<MessageEncodeException>(() => Registry.Encode(1, "yaml")).Message, StringComparison.Ordinal);
        Assert.Throws<MessageEncodeException>(() => Registry.Encode(1, "raw"));
        Assert.Throws<MessageEncodeException>(() => Registry.Encode("\ud800", "raw"));
    }

    [Theory]
    [InlineData("application/json", "utf-8", "[1, 2]")]
    [InlineData("text/plain", "utf-8", "'[1,2]'")]
    [InlineData("text/plain", null, "'[1,2]'")]
    [InlineData("text/plain", "LATIN-1", "'[1,2]'")]
    [InlineData("text/plain", "binary", "b'[1,2]'")]
    [InlineData("text/plain", "ascii-8bit", "b'[1,2]'")]
    [InlineData("application/data", "binary", "b'[1,2]'")]
    [InlineData("application/data", "utf-8", "'[1,2]'")]
    [InlineData(null, null, "'[1,2]'")]
    [InlineData("", "", "'[1,2]'")]
    public void Decode_FollowsTheProperties(string? contentType, string? contentEncoding, string expected) =>
        Assert.Equal(expected, Registry.Decode("[1,2]"u8, contentType, contentEncoding).ToString());

    [Fact]
    public void Decode_GivesEmptyBytes_WhenTheBodyIsEmpty() =>
        Assert.Equal(WireValue.Bytes(Array.Empty<byte>()), Registry.Decode([], "application/json", "utf-8"));

    [Fact]
    public void Decode_RefusesContent_ThatIsNotAccepted()
    {
        var accept = Registry.Accept(["json", "application/x-custom"]);
        Assert.Equal(["application/json", "application/x-custom"], accept.Order());
        var error = Assert.Throws<ContentDisallowedException>(() => Registry.Decode("x"u8, "application/x-python-serialize", "binary", accept));
        Assert.Equal("application/x-python-serialize", error.ContentType);
        Assert.Throws<ContentDisallowedException>(() => Registry.Decode("x"u8, "text/plain", "utf-8", accept));
        Assert.Throws<ContentDisallowedException>(() => Registry.Decode("[]"u8, "application/json", "utf-8", Registry.Accept(["msgpack"])));
        Assert.Equal("'x'", Registry.Decode("x"u8, "application/data", "utf-8", accept).ToString());
        Assert.Equal("'x'", Registry.Decode("x"u8, "application/x-custom", "utf-8", accept).ToString());
    }

    [Fact]
    public void Accept_RefusesNames_ThatNobodyRegistered() =>
        Assert.Contains("'yaml'", Assert.Throws<ArgumentException>(() => Registry.Accept(["yaml"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Accept_RefusesRaw_WhichKombuHasNoDecoderFor()
    {
        Assert.Contains("'raw', which is always read", Assert.Throws<ArgumentException>(() => Registry.Accept(["json", "raw"])).Message, StringComparison.Ordinal);
        Assert.Equal(["application/data"], Registry.Accept(["application/data"]));
    }

    // Texts of kombu 5.2.4: kombu.serialization.loads(b"abc", type, "utf-8", accept=...)
    [Theory]
    [InlineData("application/x-python-serialize", false, "Refusing to deserialize disabled content of type pickle (application/x-python-serialize)")]
    [InlineData("application/x-python-serialize", true, "Refusing to deserialize untrusted content of type pickle (application/x-python-serialize)")]
    [InlineData("text/plain", true, "Refusing to deserialize untrusted content of type text/plain (text/plain)")]
    [InlineData("a/b", true, "Refusing to deserialize untrusted content of type a/b (a/b)")]
    public void Decode_RefusesInTheWordsOfKombu(string type, bool isListGiven, string expected)
    {
        var accept = isListGiven ? Registry.Accept(["json"]) : null;

        var error = Assert.Throws<ContentDisallowedException>(() => Registry.Decode("abc"u8, type, "utf-8", accept));

        Assert.StartsWith(expected + ". Accepted are: application/json.", error.Message, StringComparison.Ordinal);
        Assert.Equal(["application/json"], error.Accepted);
    }

    [Theory]
    [InlineData("text/plain", "utf-8", "ff")]
    [InlineData("text/plain", "us-ascii", "c3a9")]
    [InlineData("text/plain", "klingon", "41")]
    [InlineData("application/json", "utf-8", "5b")]
    public void Decode_Fails_WhenTheBytesAreSomethingElse(string contentType, string contentEncoding, string hex) =>
        Assert.Throws<MessageDecodeException>(() => Registry.Decode(Convert.FromHexString(hex), contentType, contentEncoding));

    [Fact]
    public void With_AddsACodec_AndOnlyJsonIsTrustedByDefault()
    {
        var larger = Registry.With(new Reversed());
        Assert.Equal("'abc'", larger.Decode("cba"u8, "application/x-reversed", "binary", larger.Accept(["reversed"])).ToString());
        AssertContent("application/x-reversed", "binary", "cba", larger.Encode("abc", "reversed"));
        Assert.Throws<ContentDisallowedException>(() => larger.Decode("cba"u8, "application/x-reversed", "binary"));
        Assert.Null(Registry.Find("reversed"));
        Assert.Same(larger.Find("reversed"), larger.Find("application/x-reversed"));
    }

    private static void AssertContent(string type, string encoding, string body, EncodedContent content)
    {
        Assert.Equal((type, encoding), (content.ContentType, content.ContentEncoding));
        Assert.Equal(body, Encoding.UTF8.GetString(content.Body.Span));
    }

    private sealed class Reversed() : ContentCodec("reversed", "application/x-reversed", "binary")
    {
        public override void Encode(IBufferWriter<byte> output, WireValue value) =>
            output.Write(Encoding.UTF8.GetBytes([.. value.AsString().Reverse()]));

        public override WireValue Decode(ReadOnlySpan<byte> body) =>
            WireValue.String(new string([.. Encoding.UTF8.GetString(body).Reverse()]));
    }
}
