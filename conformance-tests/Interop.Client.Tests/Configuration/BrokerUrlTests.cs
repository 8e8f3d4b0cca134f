using Interop.Client.Configuration;

namespace Interop.Client.Tests.Configuration;

public sealed class BrokerUrlTests
{
    [Theory]
    [InlineData("amqp://guest:secret@localhost:5672//", "amqp", "localhost", 5672, "guest", "secret", "/")]
    [InlineData("amqp://u:p%40s%2Fs@Host/v%2Fh", "amqp", "host", null, "u", "p@s/s", "v/h")]
    [InlineData("pyamqp://guest@rabbit//", "pyamqp", "rabbit", null, "guest", null, "/")]
    [InlineData("AMQPS://rabbit", "amqps", "rabbit", null, null, null, "")]
    [InlineData("redis://:secret@h:6379/1", "redis", "h", 6379, null, "secret", "1")]
    [InlineData("redis://user:@h/1", "redis", "h", null, "user", null, "1")]
    [InlineData("rediss://[::1]:6380/2", "rediss", "::1", 6380, null, null, "2")]
    [InlineData("redis+socket:///tmp/r.sock", "redis+socket", null, null, null, null, "tmp/r.sock")]
    [InlineData("sentinel://:pw@h1:26379/1", "sentinel", "h1", 26379, null, "pw", "1")]
    [InlineData("filesystem://", "filesystem", null, null, null, null, "")]
    [InlineData("memory://", "memory", null, null, null, null, "")]
    [InlineData("rpc://", "rpc", null, null, null, null, "")]
    [InlineData("rpc", "rpc", null, null, null, null, "")]
    [InlineData("file:///var/results", "file", null, null, null, null, "var/results")]
    [InlineData("file://localhost/var", "file", "localhost", null, null, null, "var")]
    [InlineData("cache+memory://", "cache+memory", null, null, null, null, "")]
    [InlineData("disabled", "disabled", null, null, null, null, "")]
    [InlineData("redis://a:b@c@h/0", "redis", "h", null, "a", "b@c", "0")]
    public void ParseAll_TakesAUrlApart_AsKombuDoes(
        string text, string scheme, string? host, int? port, string? user, string? password, string path)
    {
        var url = Assert.Single(BrokerUrl.ParseAll(text));

        Assert.Equal((scheme, host, port, user, password, path), (url.Scheme, url.Host, url.Port, url.User, url.Password, url.Path));
    }

    [Fact]
    public void ParseAll_ReadsTheQuery_Decoded()
    {
        var url = Assert.Single(BrokerUrl.ParseAll("rediss://h/0?ssl_cert_reqs=none&ssl_ca_certs=%2Fetc%2Fca.pem&empty=&client+name=a+b"));

        Assert.Equal(
            new Dictionary<string, string> { ["ssl_cert_reqs"] = "none", ["ssl_ca_certs"] = "/etc/ca.pem", ["client name"] = "a b" },
            url.Query);
    }

    [Fact]
    public void ParseAll_KeepsFailoverAddresses_InTheirOrder()
    {
        var urls = BrokerUrl.ParseAll("sentinel://h1:26379/0;sentinel://h2:26380/0 ; h3:26381;");

        Assert.Equal(["sentinel://h1:26379/0", "sentinel://h2:26380/0", "sentinel://h3:26381/0"], urls.Select(url => url.ToString()));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("http://secret@h", "expected one of amqp, amqps")]
    [InlineData("user:secret@localhost", "no known scheme")]
    [InlineData("redis://:secret@h:port/0", "0 to 65535")]
    [InlineData("redis://:secret@h:70000/0", "0 to 65535")]
    [InlineData("redis://:sec#ret@h/0", "%23")]
    [InlineData("redis://[::1/0", "does not close")]
    public void ParseAll_SaysWhatIsWrong_WithoutThePassword(string text, string part)
    {
        var e = Assert.Throws<FormatException>(() => BrokerUrl.ParseAll(text));

        Assert.Contains(part, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", e.Message.TrimEnd('\''), StringComparison.Ordinal);
    }

    // What kombu 5.2.4 prints, maybe_sanitize_url.
    [Theory]
    [InlineData("redis://:secret@host:6379/0", "redis://:**@host:6379/0")]
    [InlineData("amqp://guest:guest@localhost:5672//", "amqp://guest:**@localhost:5672//")]
    [InlineData("amqp://u:p%40ss@h/v%2Fh", "amqp://u:**@h/v/h")]
    [InlineData("redis://localhost", "redis://localhost/")]
    [InlineData("filesystem://", "filesystem:///")]
    [InlineData("rediss://:p@h:6380/2?ssl_cert_reqs=required", "rediss://:**@h:6380/2")]
    [InlineData("amqp://guest@localhost//", "amqp://guest@localhost//")]
    [InlineData("file:///var/results", "file:///var/results")]
    public void ToString_MasksThePassword_AsKombuDoes(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(BrokerUrl.ParseAll(text)).ToString());
}
