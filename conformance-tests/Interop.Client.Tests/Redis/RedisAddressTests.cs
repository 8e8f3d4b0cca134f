using Interop.Client.Brokers.Redis;
using Interop.Client.Configuration;
using Interop.Client.Resp;

namespace Interop.Client.Tests.Redis;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("redis://", "127.0.0.1:6379", 0)]
    [InlineData("redis://localhost", "127.0.0.1:6379", 0)]
    [InlineData("redis://host:7000/3", "host:7000", 3)]
    [InlineData("redis://host/?virtual_host=4", "host:6379", 4)]
    [InlineData("redis+socket:///run/redis.sock?virtual_host=5", "unix:/run/redis.sock", 5)]
    public void Read_FindsServerAndDatabase(string url, string endpoint, int database)
    {
        RespOptions options = Read(url);
        Assert.Equal(endpoint, Assert.Single(options.Endpoints).ToString());
        Assert.Equal(database, options.Database);
        Assert.Null(options.Tls);
    }

    [Theory]
    [InlineData("redis://:secret@host/0", null, "secret")]
    [InlineData("redis://me:s%40cret@host/0", "me", "s@cret")]
    [InlineData("redis://host/0?username=q&password=p", "q", "p")]
    public void Read_FindsUserAndPassword(string url, string? user, string password)
    {
        RespOptions options = Read(url);
        Assert.Equal((user, password), (options.User, options.Password));
    }

    [Theory]
    [InlineData("rediss://host/0", RespTlsMode.Required)]
    [InlineData("rediss://host/0?ssl_cert_reqs=CERT_NONE", RespTlsMode.NoVerification)]
    [InlineData("rediss://host/0?ssl_cert_reqs=optional&ssl_ca_certs=/ca.pem", RespTlsMode.Optional)]
    internal void Read_FindsTls(string url, RespTlsMode mode)
    {
        RespTlsOptions? tls = Read(url).Tls;
        Assert.Equal(mode, tls!.Mode);
        Assert.Equal(url.Contains("ca.pem", StringComparison.Ordinal) ? "/ca.pem" : null, tls.CaFile);
    }

    [Fact]
    public void Read_FindsSentinels()
    {
        RespOptions options = Read(
            "sentinel://one:1/2;sentinel://two", ("master_name", "main"), ("sentinel_kwargs:password", "s"));
        Assert.Equal(["one:1", "two:26379"], options.Sentinel!.Endpoints.Select(e => e.ToString()));
        Assert.Equal(("main", "s", 2), (options.Sentinel.MasterName, options.Sentinel.Password, options.Database));
    }

    [Fact]
    public void Read_FindsFailoverAddressesAndTimeouts_TheQueryInFront()
    {
        RespOptions options = Read(
            "redis://a/1?socket_timeout=3;redis://b:2/1", ("socket_timeout", "9"), ("socket_connect_timeout", "2.5"),
            ("health_check_interval", "7"), ("client_name", "me"));
        Assert.Equal(["a:6379", "b:2"], options.Endpoints.Select(e => e.ToString()));
        Assert.Equal((3, 2.5, 7), (options.CommandTimeout.TotalSeconds, options.ConnectTimeout.TotalSeconds, options.HealthCheckInterval.TotalSeconds));
        Assert.Equal("me", options.ClientName);
    }

    [Theory]
    [InlineData("redis://host/celery")]
    [InlineData("redis://host/-1")]
    [InlineData("redis://host/99999999999")]
    [InlineData("sentinel://host/0")]
    [InlineData("rediss://host/0?ssl_cert_reqs=perhaps")]
    [InlineData("redis://host/0?socket_timeout=soon")]
    public void Read_RefusesWhatItCannotUse(string url) => Assert.Throws<FormatException>(() => Read(url));

    [Theory]
    [InlineData("priority_steps", "0,x")]
    [InlineData("queue_order_strategy", "random")]
    [InlineData("visibility_timeout", "0")]
    [InlineData("ack_emulation", "perhaps")]
    public void Settings_RefuseWhatTheyCannotUse(string name, string value) =>
        Assert.Throws<FormatException>(() => Settings((name, value)));

    [Theory]
    [InlineData(null, "/7.")]
    [InlineData("true", "/7.")]
    [InlineData("false", "")]
    [InlineData("/app{db}.", "/app7.")]
    public void Settings_ReadTheFanoutPrefix(string? value, string expected) =>
        Assert.Equal(expected, (value is null ? Settings() : Settings(("fanout_prefix", value))).FanoutPrefix);

    [Fact]
    public void Settings_SortThePrioritySteps() => Assert.Equal([0, 2, 8], Settings(("priority_steps", "8,0,2,2")).PrioritySteps);

    private static RedisTransportSettings Settings(params (string Name, string Value)[] options) =>
        RedisTransportSettings.Read(BrokerUrl.ParseAll("redis://host/7")[0], Options(options), 7);

    private static RespOptions Read(string url, params (string Name, string Value)[] options) =>
        RedisAddress.ToRespOptions(BrokerUrl.ParseAll(url), Options(options), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(30));

    private static TransportOptions Options((string Name, string Value)[] options) =>
        new(options.ToDictionary(o => o.Name, o => o.Value));
}
