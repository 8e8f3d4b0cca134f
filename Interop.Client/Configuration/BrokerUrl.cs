using System.Globalization;
using System.Text;

namespace Interop.Client.Configuration;

/// <summary>One address of a broker or backend, taken apart. Celery: <c>kombu.utils.url.parse_url</c>.</summary>
public sealed record BrokerUrl
{
    /// <summary>Scheme in lower case, e.g. <c>amqp</c>, <c>rediss</c>, <c>redis+socket</c>, <c>filesystem</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>Host in lower case and without brackets, or null when the URL names none.</summary>
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

    /// <summary>The URL as Celery shows it: password masked, query left out, e.g. <c>redis://:**@host:6379/0</c>.</summary>
    /// <remarks>Celery: <c>kombu.utils.url.maybe_sanitize_url</c>.</remarks>
    public override string ToString()
    {
        var text = new StringBuilder(Scheme).Append("://");
        if (User is not null || Password is not null)
        {
            text.Append(User is null ? null : Uri.EscapeDataString(User)).Append(Password is null ? null : ":**").Append('@');
        }

        if (Host is not null)
        {
            text.Append(Host.Contains(':') ? $"[{Host}]" : Uri.EscapeDataString(Host));
        }

        if (Port is { } port)
        {
            text.Append(':').Append(port.ToString(CultureInfo.InvariantCulture));
        }

        return text.Append('/').Append(Path).ToString();
    }

    /// <summary>Reads one or more addresses, <c>;</c> between them. Without scheme, an address takes all but host and
    /// port from the first.</summary>
    /// <exception cref="FormatException">Not a URL, or a scheme nobody serves; the message names the known ones and no
    /// password.</exception>
    public static IReadOnlyList<BrokerUrl> ParseAll(string urls)
    {
        ArgumentNullException.ThrowIfNull(urls);
        var parsed = new List<BrokerUrl>();
        foreach (var part in urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            parsed.Add(BrokerUrlParser.Parse(part, parsed.Count == 0 ? null : parsed[0]));
        }

        return parsed.Count > 0
            ? parsed
            : throw new FormatException("The URL is empty; expected for example 'redis://localhost:6379/0'.");
    }
}
