namespace Interop.Client.Configuration;

/// <summary>One address of a broker or backend, taken apart. Celery: <c>kombu.utils.url.parse_url</c>.</summary>
public sealed record BrokerUrl
{
    /// <summary>Scheme in lower case, e.g. <c>amqp</c>, <c>rediss</c>, <c>redis+socket</c>, <c>filesystem</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>Host, or null when the URL names none.</summary>
    public string? Host { get; init; }

    /// <summary>Port, or null when the URL names none.</summary>
    public int? Port { get; init; }

    /// <summary>User, percent-decoded.</summary>
    public string? User { get; init; }

    /// <summary>Password, percent-decoded.</summary>
    public string? Password { get; init; }

    /// <summary>Path without its first slash, percent-decoded: virtual host, database number, folder.</summary>
    public string Path { get; init; } = "";

    /// <summary>Query parameters, percent-decoded.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The URL with the password masked.</summary>
    public override string ToString() => Scheme;

    /// <summary>Reads one or more addresses, <c>;</c> between them.</summary>
    /// <exception cref="FormatException">Not a URL, or a scheme nobody serves; the message names the known ones.</exception>
    public static IReadOnlyList<BrokerUrl> ParseAll(string urls) => throw new NotSupportedException(urls);
}
