using System.Net.Security;
using Interop.Client.Configuration;
using RabbitMQ.Client;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>One address of a broker and how to open a connection to it.</summary>
/// <remarks>kombu: <c>kombu/transport/pyamqp.py</c> <c>Transport.establish_connection</c>.</remarks>
internal sealed class RabbitMqEndpoint
{
    private const int DefaultPort = 5672;
    private const int DefaultTlsPort = 5671;
    private static readonly TimeSpan LeastHandshakeTime = TimeSpan.FromSeconds(10);

    private readonly ClientContext _context;
    private readonly BrokerUrl _url;
    private readonly SslClientAuthenticationOptions? _tls;

    public RabbitMqEndpoint(ClientContext context, BrokerUrl url)
    {
        _context = context;
        _url = url;
        _tls = RabbitMqTls.For(url, context.Options.BrokerTransportOptions);
    }

    public string DisplayUrl => _url.ToString();

    /// <summary>Opens a connection that recovers nothing by itself and has one channel proven to open.</summary>
    /// <remarks>RabbitMQ.Client does not wait for connection.open-ok: a refused virtual host shows at the first channel only.</remarks>
    public async Task<IConnection> OpenAsync(string role, CancellationToken cancellationToken)
    {
        var connection = await Factory().CreateConnectionAsync($"{role} {_context.Oid}", cancellationToken).ConfigureAwait(false);
        try
        {
            var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await channel.DisposeAsync().ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private ConnectionFactory Factory()
    {
        var options = _context.Options;
        var host = _url.Host is null or "localhost" ? "127.0.0.1" : _url.Host;
        return new ConnectionFactory
        {
            HostName = host,
            Port = _url.Port ?? (_tls is null ? DefaultPort : DefaultTlsPort),
            UserName = _url.User ?? ConnectionFactory.DefaultUser,
            Password = _url.Password ?? ConnectionFactory.DefaultPass,
            VirtualHost = _url.Path.Length == 0 ? ConnectionFactory.DefaultVHost : _url.Path,
            RequestedConnectionTimeout = options.BrokerConnectionTimeout,
            HandshakeContinuationTimeout = Longer(options.BrokerConnectionTimeout, LeastHandshakeTime),
            RequestedHeartbeat = options.BrokerHeartbeat,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            ConsumerDispatchConcurrency = 1,
            SocketFactory = family => new AmqpTcpClient(family, _tls),
            ClientProperties = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["product"] = "Interop",
                ["version"] = typeof(RabbitMqEndpoint).Assembly.GetName().Version?.ToString(3),
                ["platform"] = $".NET {Environment.Version}",
                ["information"] = "Celery bridge for .NET",
            },
        };
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
