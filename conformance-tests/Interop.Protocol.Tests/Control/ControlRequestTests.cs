using Interop.Protocol.Control;
using Interop.Protocol.Errors;
using Interop.Protocol.Values;
using Interop.Testing;

namespace Interop.Protocol.Tests.Control;

public sealed class ControlRequestTests
{
    [Fact]
    public void Requests_OfPython_AreWrittenAsTheyWere()
    {
        var mismatches = new GoldenMismatches();
        foreach (var name in Golden.EveryCase("live-control"))
        {
            mismatches.Check(name, Golden.Load(name), golden =>
            {
                var body = GoldenValue.Read(golden.GetProperty("value"));
                var written = WireValue.Map(ControlRequest.Read(body).ToMap());
                return written.ToString() == body.ToString() ? null : $"{written} instead of {body}";
            });
        }

        Assert.True(mismatches.Checked > 100, mismatches.Report);
        Assert.True(mismatches.Found.Count == 0, mismatches.Report);
    }

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("w1@host", null, null, true)]
    [InlineData("w2@host", null, null, false)]
    [InlineData("w2@host", "w*", "glob", false)]
    [InlineData(null, "w?@*", "glob", true)]
    [InlineData(null, "x*", "glob", false)]
    [InlineData(null, "w[12]@", "pcre", true)]
    [InlineData(null, "host", "pcre", false)]
    [InlineData(null, "x*", null, true)]
    public void Request_IsForANode_AsKombuDecides(string? destination, string? pattern, string? matcher, bool expected)
    {
        var request = new ControlRequest
        {
            Method = "ping", Destination = destination is null ? null : [destination], Pattern = pattern, Matcher = matcher,
        };

        Assert.Equal(expected, request.IsFor("w1@host"));
    }

    [Theory]
    [InlineData("(", "pcre")]
    [InlineData("x", "regex")]
    public void Request_WithAPatternNobodyCanUse_IsRefused(string pattern, string matcher) =>
        Assert.Throws<FormatException>(() => new ControlRequest { Method = "ping", Pattern = pattern, Matcher = matcher }.IsFor("w1@host"));

    [Fact]
    public void Body_ThatIsNoCommand_IsRefused()
    {
        Assert.Throws<MessageDecodeException>(() => ControlRequest.Read(WireValue.None));
        Assert.Throws<MessageDecodeException>(() => ControlRequest.Read(new WireMap()));
        Assert.Throws<MessageDecodeException>(() => ControlRequest.Read(new WireMap().With("method", "ping").With("arguments", 1)));
    }
}
