namespace Interop.Client.Configuration;

/// <summary>Which schemes name brokers and which result backends, and what their URLs need.</summary>
internal static class BrokerUrlRules
{
    public const string BrokerSchemes = "amqp, amqps, pyamqp, redis, rediss, redis+socket, sentinel, filesystem or memory";

    public const string BackendSchemes = "redis, rediss, redis+socket, sentinel, rpc, file, cache+memory or disabled";

    private static readonly string[] Brokers =
        ["amqp", "amqps", "pyamqp", "redis", "rediss", "redis+socket", "sentinel", "filesystem", "memory"];

    private static readonly string[] Backends =
        ["redis", "rediss", "redis+socket", "sentinel", "rpc", "file", "cache+memory", "memory", "disabled"];

    /// <summary>What is wrong with a broker setting, or null.</summary>
    public static string? CheckBroker(string setting, string urls) => Check(setting, urls, Brokers, BrokerSchemes);

    /// <summary>What is wrong with a backend setting, or null.</summary>
    public static string? CheckBackend(string setting, string urls) => Check(setting, urls, Backends, BackendSchemes);

    private static string? Check(string setting, string urls, string[] schemes, string expected)
    {
        IReadOnlyList<BrokerUrl> parsed;
        try
        {
            parsed = BrokerUrl.ParseAll(urls);
        }
        catch (FormatException e)
        {
            return $"{setting} cannot be read: {e.Message}";
        }

        var scheme = parsed[0].Scheme;
        if (!schemes.Contains(scheme))
        {
            return $"{setting} has the scheme '{scheme}', which does not serve there; expected {expected}.";
        }

        return parsed.Any(url => Family(url.Scheme) != Family(scheme))
            ? $"{setting} lists addresses of different kinds ({string.Join(", ", parsed.Select(url => url.Scheme).Distinct())}); "
                + "failover addresses must be of one kind."
            : null;
    }

    private static string Family(string scheme) => scheme switch
    {
        "pyamqp" or "amqps" => "amqp",
        "rediss" => "redis",
        _ => scheme,
    };
}
