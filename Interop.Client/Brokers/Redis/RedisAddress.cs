using System.Globalization;
using Interop.Client.Configuration;
using Interop.Client.Resp;

namespace Interop.Client.Brokers.Redis;

/// <summary>From URLs and options to what the Redis connection needs; transport and backend share it.</summary>
/// <remarks>kombu: <c>Channel._connparams</c>; Celery: <c>RedisBackend._params_from_url</c>. What the query of the URL says wins over
/// the options. <c>max_connections</c>, <c>socket_keepalive</c> and <c>retry_on_timeout</c> are accepted and mean nothing here: one
/// pipelined connection, whose health is checked by PING, serves everybody.</remarks>
internal static class RedisAddress
{
    private const int LongestDatabaseNumber = 9;

    /// <exception cref="FormatException">An option or a part of a URL cannot be used.</exception>
    public static RespOptions ToRespOptions(
        IReadOnlyList<BrokerUrl> urls, TransportOptions options, TimeSpan connectTimeout, TimeSpan commandTimeout)
    {
        BrokerUrl url = urls[0];
        var read = new RedisOptionReader(url, options);
        TimeSpan healthCheck = read.Seconds("health_check_interval", TimeSpan.FromSeconds(25));
        TimeSpan command = read.Seconds("socket_timeout", commandTimeout);
        TimeSpan connect = read.Seconds("socket_connect_timeout", connectTimeout);
        return new RespOptions
        {
            Endpoints = [.. urls.Select(Endpoint)],
            Sentinel = url.Scheme == "sentinel" ? Sentinel(urls, read) : null,
            Database = Database(url, read),
            User = read.Text("username") ?? NullIfEmpty(url.User),
            Password = read.Text("password") ?? NullIfEmpty(url.Password),
            Tls = url.Scheme == "rediss" || read.Text("ssl_cert_reqs") is not null ? Tls(read) : null,
            ClientName = read.Text("client_name"),
            ConnectTimeout = connect > TimeSpan.Zero ? connect : connectTimeout,
            CommandTimeout = command > TimeSpan.Zero ? command : commandTimeout,
            HealthCheckInterval = healthCheck > TimeSpan.Zero ? healthCheck : Timeout.InfiniteTimeSpan,
        };
    }

    private static RespEndpoint Endpoint(BrokerUrl url) => url.Scheme switch
    {
        "redis+socket" or "socket" => RespEndpoint.Unix("/" + url.Path),
        "sentinel" => new RespEndpoint(Host(url), url.Port ?? RespEndpoint.DefaultSentinelPort),
        _ => new RespEndpoint(Host(url), url.Port ?? RespEndpoint.DefaultPort),
    };

    // localhost is 127.0.0.1 for kombu: where ::1 comes first and nobody listens on it, that saves an attempt.
    private static string Host(BrokerUrl url) => url.Host is null or "" or "localhost" ? "127.0.0.1" : url.Host;

    private static int Database(BrokerUrl url, RedisOptionReader read)
    {
        bool isSocket = url.Scheme is "redis+socket" or "socket";
        string text = read.Text("virtual_host") ?? read.Text("db") ?? (isSocket ? "" : url.Path);
        text = text.Trim('/');
        if (text.Length == 0)
        {
            return 0;
        }

        return text.Length <= LongestDatabaseNumber
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int database)
                ? database
                : throw new FormatException(
                    $"The Redis URL {url} names the database '{text}'; expected a whole number such as redis://host:6379/0.");
    }

    private static RespSentinelOptions Sentinel(IReadOnlyList<BrokerUrl> urls, RedisOptionReader read) => new()
    {
        Endpoints = [.. urls.Select(Endpoint)],
        MasterName = read.Text("master_name") ?? throw new FormatException(
            $"The URL {urls[0]} goes through sentinels, but the transport option master_name is missing. "
            + "Set it to the name the sentinels know the master by."),
        User = read.Text("sentinel_kwargs:username"),
        Password = read.Text("sentinel_kwargs:password"),
    };

    private static RespTlsOptions Tls(RedisOptionReader read) => new()
    {
        Mode = (read.Text("ssl_cert_reqs") ?? "required") switch
        {
            "required" or "CERT_REQUIRED" => RespTlsMode.Required,
            "optional" or "CERT_OPTIONAL" => RespTlsMode.Optional,
            "none" or "CERT_NONE" => RespTlsMode.NoVerification,
            var other => throw new FormatException(
                $"ssl_cert_reqs is '{other}'; expected required, optional or none (or Python's CERT_REQUIRED and so on)."),
        },
        CaFile = read.Text("ssl_ca_certs"),
        CertificateFile = read.Text("ssl_certfile"),
        KeyFile = read.Text("ssl_keyfile"),
    };

    private static string? NullIfEmpty(string? text) => text is { Length: > 0 } ? text : null;
}
