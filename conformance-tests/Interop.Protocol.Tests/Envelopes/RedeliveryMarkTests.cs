using System.Text;
using Interop.Protocol.Envelopes;
using Interop.Protocol.Errors;

namespace Interop.Protocol.Tests.Envelopes;

/// <summary>Expected texts are what kombu 5.2.4 makes of the same envelopes (<c>Channel._do_restore_message</c>).</summary>
public sealed class RedeliveryMarkTests
{
    public static TheoryData<string, int> All => GoldenMessages.All;

    [Theory]
    [MemberData(nameof(All))]
    public void MarkRedelivered_ChangesNothingElse(string name, int index)
    {
        var envelope = GoldenMessages.Envelope(name, index);
        var expected = envelope
            .Replace("}, \"properties\": {", ", \"redelivered\": true}, \"properties\": {", StringComparison.Ordinal)
            .Replace("\"headers\": {, ", "\"headers\": {", StringComparison.Ordinal)
            .Replace("}, \"priority\": ", ", \"redelivered\": true}, \"priority\": ", StringComparison.Ordinal);

        var marked = VirtualEnvelope.MarkRedelivered(Encoding.UTF8.GetBytes(envelope));

        Assert.Equal(expected, Encoding.UTF8.GetString(marked));
        var message = VirtualEnvelope.Read(marked);
        Assert.True(message.Properties.Redelivered);
        Assert.True(message.Headers.Extra!["redelivered"]!.Value.AsBoolean());
        Assert.Equal(marked, VirtualEnvelope.MarkRedelivered(marked));
    }

    [Theory]
    [InlineData(
        "{\"body\":\"YQ==\",\"headers\":{\"task\":\"t\"},\"properties\":{\"delivery_info\":{\"exchange\":\"\"},\"delivery_tag\":\"d\"}}",
        "{\"body\": \"YQ==\", \"headers\": {\"task\": \"t\", \"redelivered\": true}, \"properties\": {\"delivery_info\": {\"exchange\": \"\", "
        + "\"redelivered\": true}, \"delivery_tag\": \"d\"}}")]
    [InlineData(
        "{ \"properties\" : {\"delivery_info\":{\"redelivered\":false,\"exchange\":\"\"}} , \"x\": [1e5, -0, 1E400, 1.50, "
        + "12345678901234567890123, null, true], \"headers\":{\"redelivered\":0,\"a\\/b\":\"é\\u00E9\\ud83d\\ude00 \\ud800\"},\"body\":\"\"}",
        "{\"properties\": {\"delivery_info\": {\"redelivered\": true, \"exchange\": \"\"}}, \"x\": [100000.0, 0, Infinity, 1.5, "
        + "12345678901234567890123, null, true], \"headers\": {\"redelivered\": true, \"a/b\": \"\\u00e9\\u00e9\\ud83d\\ude00 \\ud800\"}, "
        + "\"body\": \"\"}")]
    [InlineData("{\"headers\":{},\"properties\":{}}", "{\"headers\": {\"redelivered\": true}, \"properties\": {}}")]
    [InlineData("{\"headers\":{\"a\":1}}", "{\"headers\": {\"a\": 1, \"redelivered\": true}}")]
    [InlineData(
        "{\"headers\":{\"w\":{\"__type__\":\"nope\",\"__value__\":1}},\"properties\":{\"delivery_info\":{}}}",
        "{\"headers\": {\"w\": {\"__type__\": \"nope\", \"__value__\": 1}, \"redelivered\": true}, \"properties\": {\"delivery_info\": "
        + "{\"redelivered\": true}}}")]
    public void MarkRedelivered_GivesKombusBytes(string envelope, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(VirtualEnvelope.MarkRedelivered(Encoding.UTF8.GetBytes(envelope))));

    [Theory]
    [InlineData("{\"headers\": null, \"properties\": 5}")]
    [InlineData("{\"headers\": [1], \"properties\": {\"delivery_info\": \"q\"}}")]
    public void MarkRedelivered_LeavesAnEnvelopeAlone_WhereNoMarkFits(string envelope) =>
        Assert.Equal(envelope, Encoding.UTF8.GetString(VirtualEnvelope.MarkRedelivered(Encoding.UTF8.GetBytes(envelope))));

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"headers\": {}")]
    [InlineData("")]
    public void MarkRedelivered_RefusesWhatIsNoEnvelope(string envelope) =>
        Assert.Throws<MessageDecodeException>(() => VirtualEnvelope.MarkRedelivered(Encoding.UTF8.GetBytes(envelope)));
}
