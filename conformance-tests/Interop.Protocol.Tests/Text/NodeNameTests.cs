using Interop.Protocol.Text;

namespace Interop.Protocol.Tests.Text;

/// <summary>Expected values come from Celery 5.2.6 (<c>celery.utils.nodenames</c>, <c>kombu.common.generate_oid</c>).</summary>
public sealed class NodeNameTests
{
    [Theory]
    [InlineData(null, "celery@box")]
    [InlineData("", "celery@box")]
    [InlineData("w1@", "w1@box")]
    [InlineData("w1@far", "w1@far")]
    [InlineData("far", "celery@far")]
    [InlineData("@far", "celery@far")]
    [InlineData("a@b@c", "a@b@c")]
    public void Default_FillsInWhatIsMissing(string? given, string expected) => Assert.Equal(expected, NodeName.Default(given, "box"));

    [Fact]
    public void Anonymous_NamesTheProcess() => Assert.Equal("gen42@box", NodeName.Anonymous(42, "box"));

    [Theory]
    [InlineData("%h|%n|%d|%i|%I", 0, "box.example.com|box|example.com|0|")]
    [InlineData("%i%I", 3, "3-3")]
    [InlineData("100%% %-x %", 0, "100%% %-x %")]
    public void FormatHost_ExpandsAbbreviations(string format, int index, string expected) =>
        Assert.Equal(expected, NodeName.FormatHost(format, "box.example.com", null, index));

    [Theory]
    [InlineData("%p.%n.log", "w1@box", "w1@box.w1.log")]
    [InlineData("%n@%h", "box", "celery@box")]
    public void Format_ExpandsANode(string format, string node, string expected) => Assert.Equal(expected, NodeName.Format(format, node));

    [Fact]
    public void FormatHost_RefusesUnknownAbbreviations() =>
        Assert.Contains("%x", Assert.Throws<FormatException>(() => NodeName.FormatHost("a%x", "box")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0x1234567890abUL, 4711, 0UL, 0x7f0012345678UL, "c4934057-fe86-30b9-9f93-5246a0241fe2")]
    [InlineData(1UL, 1, 139872UL, 1UL, "a8141590-7a1b-3ffb-bfe5-994e1da5b6ef")]
    public void ClientOid_IsKombusUuid3(ulong node, int process, ulong thread, ulong instance, string expected) =>
        Assert.Equal(expected, ClientOid.Create(node, process, thread, instance).ToString());
}
