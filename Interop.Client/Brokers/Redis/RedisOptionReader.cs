using Interop.Client.Configuration;

namespace Interop.Client.Brokers.Redis;

/// <summary>Options by kombu's names: those of the URL's query in front of those of the transport.</summary>
internal sealed class RedisOptionReader(BrokerUrl url, TransportOptions options)
{
    private readonly TransportOptions _query = new(url.Query);

    public string? Text(string name) => _query.Text(name) ?? options.Text(name);

    public TimeSpan Seconds(string name, TimeSpan defaultValue) =>
        _query.Seconds(name, options.Seconds(name, defaultValue));

    public int Integer(string name, int defaultValue) => _query.Integer(name, options.Integer(name, defaultValue));

    public bool Boolean(string name, bool defaultValue) => _query.Boolean(name, options.Boolean(name, defaultValue));

    public IReadOnlyList<string>? List(string name) => _query.List(name) ?? options.List(name);
}
