using System.Globalization;

namespace Interop.Client.Configuration;

/// <summary>The grammar of broker and backend URLs: that of http behind any scheme. Celery:
/// <c>kombu.utils.url.url_to_parts</c>.</summary>
internal static class BrokerUrlParser
{
    private static readonly string[] Schemes =
    [
        "amqp", "amqps", "pyamqp", "redis", "rediss", "redis+socket", "sentinel", "filesystem", "memory",
        "rpc", "file", "cache+memory", "disabled",
    ];

    /// <summary>Reads <c>scheme://[user[:password]@][host][:port][/path][?query]</c>; a scheme alone will do.</summary>
    public static BrokerUrl Parse(string url, BrokerUrl? first)
    {
        var colon = url.IndexOf("://", StringComparison.Ordinal);
        var scheme = (colon < 0 ? url : url[..colon]).ToLowerInvariant();
        if (colon < 0 && first is not null && !Schemes.Contains(scheme))
        {
            var (host, port) = ParseHost(url, url);
            return first with { Host = host, Port = port };
        }

        if (!Schemes.Contains(scheme))
        {
            var name = scheme.Length > 40 || scheme.Contains('@') ? "no known scheme" : $"the scheme '{scheme}'";
            throw new FormatException(
                $"The URL has {name}; expected one of {string.Join(", ", Schemes)}, as in 'redis://localhost:6379/0'.");
        }

        var rest = colon < 0 ? "" : url[(colon + 3)..];
        if (rest.Contains('#'))
        {
            throw new FormatException($"The {scheme} URL holds a '#'; write it as %23 where it belongs to a password.");
        }

        var (address, query) = Split(rest, '?');
        var (authority, path) = Split(address, '/');
        var at = authority.LastIndexOf('@');
        var (user, password) = Split(at < 0 ? "" : authority[..at], ':');
        var (hostName, portNumber) = ParseHost(authority[(at + 1)..], scheme);
        return new BrokerUrl
        {
            Scheme = scheme,
            Host = hostName,
            Port = portNumber,
            User = Decode(user),
            Password = Decode(password),
            Path = Decode(path) ?? "",
            Query = ParseQuery(query),
        };
    }

    private static (string Before, string After) Split(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    private static string? Decode(string text) => text.Length == 0 ? null : Uri.UnescapeDataString(text);

    private static (string? Host, int? Port) ParseHost(string text, string scheme)
    {
        string host;
        string port;
        if (text.StartsWith('['))
        {
            var close = text.IndexOf(']', StringComparison.Ordinal);
            if (close < 0)
            {
                throw new FormatException($"The {scheme} URL opens '[' around its host and does not close it.");
            }

            host = text[1..close];
            port = text[(close + 1)..].TrimStart(':');
        }
        else
        {
            (host, port) = Split(text, ':');
        }

        if (port.Length == 0)
        {
            return (Decode(host)?.ToLowerInvariant(), null);
        }

        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (Decode(host)?.ToLowerInvariant(), number)
            : throw new FormatException($"The {scheme} URL has a port that is no number from 0 to 65535; '@', ':' and '/' "
                + "in a password are written as %40, %3A and %2F.");
    }

    private static Dictionary<string, string> ParseQuery(string query)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Split(pair.Replace('+', ' '), '=');
            if (value.Length > 0)
            {
                values[Uri.UnescapeDataString(name)] = Uri.UnescapeDataString(value);
            }
        }

        return values;
    }
}
