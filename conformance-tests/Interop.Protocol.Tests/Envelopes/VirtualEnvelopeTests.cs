using System.Buffers;
using System.Text;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;

namespace Interop.Protocol.Tests.Envelopes;

public sealed class VirtualEnvelopeTests
{
    private const string Info = "\"delivery_info\": {\"exchange\": \"ex\", \"routing_key\": \"key\"}";

    [Fact]
    public void Read_DoesNotCareForTheOrderOfKeys()
    {
        var message = Read($$$"""
            {"properties": {"body_encoding": "base64", {{{Info}}}, "delivery_tag": "d", "correlation_id": "1", "origin": "o"}, "more": [{}],
             "body": "aGk=", "headers": {"id": "1", "task": "t"}, "content-encoding": "binary", "content-type": "application/x-msgpack"}
            """);

        Assert.Equal("hi", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal("t", message.Headers.Task);
        Assert.Equal("1", message.Properties.CorrelationId);
        Assert.Equal(("ex", "key", "d"), (message.Properties.Exchange, message.Properties.RoutingKey, message.Properties.DeliveryTag));
        Assert.Equal(("application/x-msgpack", "binary"), (message.Properties.ContentType, message.Properties.ContentEncoding));
        Assert.Equal(new WireMap().With("origin", "o"), message.Properties.Extra);
    }

    [Theory]
    [InlineData("[1]", "JSON object")]
    [InlineData("{}", "no properties")]
    [InlineData("{\"properties\": null}", "no map of properties")]
    [InlineData("{\"properties\": {\"delivery_tag\": \"d\"}}", "no properties.delivery_info.exchange")]
    [InlineData("{\"properties\": {\"delivery_tag\": \"d\", \"delivery_info\": null}}", "no map properties.delivery_info")]
    [InlineData("{\"properties\": {\"delivery_tag\": \"d\", \"delivery_info\": {\"exchange\": \"\"}}}", "no properties.delivery_info.routing_key")]
    [InlineData("{\"properties\": {\"delivery_info\": {\"exchange\": \"\", \"routing_key\": \"q\"}}}", "no properties.delivery_tag")]
    [InlineData("{\"properties\": {\"delivery_info\": {\"exchange\": [], \"routing_key\": \"q\"}}}", "no text properties.delivery_info.exchange")]
    [InlineData("{\"headers\": [1]}", "map of headers")]
    [InlineData("{\"body\": {}}", "body of the envelope")]
    [InlineData("{\"content-type\": 5}", "content type")]
    public void Read_SaysWhatIsMissing(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<MessageDecodeException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"YWJj\"", "base64", "abc")]
    [InlineData("\"YWI=\"", "base64", "ab")]
    [InlineData("\"YQ==\"", "base64", "a")]
    [InlineData("\"YWJj\\nYWJj\"", "base64", "abcabc")]
    [InlineData("\"Pz8\\/\"", "base64", "???")]
    [InlineData("\"\"", "base64", "")]
    [InlineData("null", "base64", "")]
    [InlineData("\"[1, \\\"é\\\"]\"", "utf-8", "[1, \"é\"]")]
    [InlineData("\"plain\"", null, "plain")]
    public void Read_DecodesTheBody(string body, string? encoding, string expected)
    {
        var property = encoding is null ? "" : $", \"body_encoding\": \"{encoding}\"";

        var message = Read($"{{\"body\": {body}, \"properties\": {{{Info}, \"delivery_tag\": \"d\"{property}}}}}");

        Assert.Equal(expected, Encoding.UTF8.GetString(message.Body.Span));
    }

    [Theory]
    [InlineData("YWJ", "base64", "not base64")]
    [InlineData("YW!j", "base64", "not base64")]
    [InlineData("YQ==YQ==", "base64", "not base64")]
    [InlineData("\\ud800", "utf-8", "surrogate")]
    [InlineData("YWJj", "base85", "body_encoding is 'base85'")]
    public void Read_RefusesABody_ThatIsNotEncodedAsItSays(string body, string encoding, string reason)
    {
        var json = $"{{\"body\": \"{body}\", \"properties\": {{{Info}, \"delivery_tag\": \"d\", \"body_encoding\": \"{encoding}\"}}}}";

        Assert.Contains(reason, Assert.Throws<MessageDecodeException>(() => Read(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TakesOddProperties()
    {
        var properties = Read("""
            {"properties": {"delivery_info": {"exchange": null, "routing_key": 5, "priority": 6, "redelivered": 1}, "delivery_tag": 7,
             "priority": null, "delivery_mode": "2", "reply_to": [1], "correlation_id": 9, "expiration": 60000}}
            """).Properties;

        Assert.Equal(("", "5", "7", true), (properties.Exchange, properties.RoutingKey, properties.DeliveryTag, properties.Redelivered));
        Assert.Equal((6, 2), (properties.Priority, properties.DeliveryMode));
        Assert.Equal(("9", "60000"), (properties.CorrelationId, properties.Expiration));
        Assert.Null(properties.ReplyTo);
        Assert.Equal("[1]", properties.Extra!["reply_to"]!.Value.ToString());
    }

    [Fact]
    public void Read_GivesNoHeaders_WhenThereAreNone()
    {
        Assert.Same(MessageHeaders.Empty, Read($"{{\"headers\": null, \"properties\": {{{Info}, \"delivery_tag\": \"d\"}}}}").Headers);
        Assert.Same(MessageHeaders.Empty, Read($"{{\"properties\": {{{Info}, \"delivery_tag\": \"d\"}}}}").Headers);
    }

    [Fact]
    public void Write_LeavesOutWhatIsAbsent_AndMarksARedelivery()
    {
        var message = new WireMessage
        {
            Properties = new MessageProperties { DeliveryTag = "d", RoutingKey = "q", Redelivered = true },
            Headers = MessageHeaders.Empty,
            Body = default,
        };

        Assert.Equal(
            "{\"body\": \"\", \"content-encoding\": null, \"content-type\": null, \"headers\": {}, \"properties\": {\"delivery_info\": "
            + "{\"exchange\": \"\", \"routing_key\": \"q\", \"redelivered\": true}, \"priority\": 0, \"body_encoding\": \"base64\", "
            + "\"delivery_tag\": \"d\"}}",
            Write(message));
    }

    [Fact]
    public void Write_WritesInlineText_WhenAskedTo()
    {
        var message = new WireMessage
        {
            Properties = new MessageProperties { DeliveryTag = "d", BodyEncoding = "utf-8" },
            Headers = MessageHeaders.Empty,
            Body = Encoding.UTF8.GetBytes("[\"é\"]"),
        };

        Assert.StartsWith("{\"body\": \"[\\\"\\u00e9\\\"]\", ", Write(message), StringComparison.Ordinal);
        Assert.Equal(message.Body.ToArray(), Read(Write(message)).Body.ToArray());
        Assert.Throws<MessageEncodeException>(() => Write(message with { Body = new byte[] { 0xff } }));
    }

    [Fact]
    public void Write_RefusesAMessage_WithoutDeliveryTag() => Assert.Throws<MessageEncodeException>(() => Write(new WireMessage
    {
        Properties = new MessageProperties(),
        Headers = MessageHeaders.Empty,
        Body = default,
    }));

    [Fact]
    public void Read_StaysRight_WhenManyTextsShareTheCache()
    {
        for (var i = 0; i < 20_000; i++)
        {
            var queue = $"q{i}";
            var json = $"{{\"properties\": {{\"delivery_info\": {{\"exchange\": \"\", \"routing_key\": \"{queue}\"}}, \"delivery_tag\": \"d\"}}}}";
            Assert.Equal(queue, Read(json).Properties.RoutingKey);
        }
    }

    private static WireMessage Read(string json) => VirtualEnvelope.Read(Encoding.UTF8.GetBytes(json));

    private static string Write(WireMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        VirtualEnvelope.Write(output, message, CeleryRelease.V56);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
