using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>Opens the socket for RabbitMQ.Client and puts <see cref="AmqpStream"/> upon it. TLS is ours, since it lies beneath.</summary>
internal sealed class AmqpTcpClient : ITcpClient
{
    private readonly SslClientAuthenticationOptions? _tls;
    private Stream? _stream;

    public AmqpTcpClient(AddressFamily family, SslClientAuthenticationOptions? tls)
    {
        _tls = tls;
        Client = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    }

    public Socket Client { get; }

    public bool Connected => Client.Connected;

    public TimeSpan ReceiveTimeout
    {
        get => TimeSpan.FromMilliseconds(Client.ReceiveTimeout);
        set => Client.ReceiveTimeout = (int)value.TotalMilliseconds;
    }

    public async Task ConnectAsync(IPAddress host, int port, CancellationToken cancellationToken = default)
    {
        await Client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        _stream = new NetworkStream(Client, ownsSocket: false);
        if (_tls is not null)
        {
            var tls = new SslStream(_stream);
            _stream = tls;
            await tls.AuthenticateAsClientAsync(_tls, cancellationToken).ConfigureAwait(false);
        }
    }

    public NetworkStream GetStream() => new AmqpStream(Client, _stream!);

    public void Close() => Client.Dispose();

    public void Dispose()
    {
        _stream?.Dispose();
        Client.Dispose();
    }
}
