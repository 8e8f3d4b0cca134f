using System.Globalization;
using System.Text.Json.Nodes;
using Interop.Client.Configuration;
using Interop.Testing.Servers;

namespace Interop.Python.Tests.Delivery;

/// <summary>Both languages with the same options of the Redis transport: keys, broadcasts, TLS.</summary>
/// <remarks>Results have a <c>global_keyprefix</c> of their own, which Python has since Celery 5.3 only.</remarks>
public sealed class RedisOptionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("global_keyprefix", "\"fleet:\"")]
    [InlineData("fanout_prefix", "false")]
    [InlineData("fanout_prefix", "\"/theirs.\"")]
    [InlineData("fanout_patterns", "false")]
    public async Task BothLanguages_WorkTogether_WithTheOption(string name, string value)
    {
        await using var redis = await RedisServer.StartAsync();
        var given = JsonNode.Parse(value)!;
        var options = new TransportOptions(new Dictionary<string, string> { [name] = given.ToString() });
        await using var pair = await RedisPair.StartAsync(
            new()
            {
                BrokerUrl = redis.Url,
                ResultBackend = redis.Url,
                BrokerTransportOptions = options,
            },
            redis.Url,
            new() { ["broker_transport_options"] = new JsonObject { [name] = given.DeepClone() } },
            Cancellation);

        await pair.WorksAsync(Cancellation);
    }

    [Fact]
    public async Task BothLanguages_WorkTogether_OverTls()
    {
        using var certificates = new TestCertificates();
        var port = RedisServer.FreePort();
        await using var redis = await RedisServer.StartAsync(
            "--tls-port", port.ToString(CultureInfo.InvariantCulture), "--tls-ca-cert-file", certificates.AuthorityFile,
            "--tls-cert-file", certificates.ServerFile, "--tls-key-file", certificates.ServerKeyFile, "--tls-auth-clients", "no");
        var url = $"rediss://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/0?ssl_cert_reqs=required&ssl_ca_certs={certificates.AuthorityFile}";
        await using var pair = await RedisPair.StartAsync(
            new() { BrokerUrl = url, ResultBackend = url },
            // Python's transport wants the settings as well as the URL.
            url,
            new() { ["broker_use_ssl"] = Tls(certificates), ["redis_backend_use_ssl"] = Tls(certificates) },
            Cancellation);

        await pair.WorksAsync(Cancellation);

        static JsonObject Tls(TestCertificates certificates) => new() { ["ssl_cert_reqs"] = "required", ["ssl_ca_certs"] = certificates.AuthorityFile };
    }
}
