using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Interop.Client.Brokers;
using Interop.Testing;
using Interop.Testing.Servers;

namespace Interop.Client.Tests.RabbitMq;

/// <summary>amqps through a small TLS gate before the broker.</summary>
public sealed class RabbitMqTlsTests : RabbitMqTestBase
{
    private readonly TempFolder _folder = new("interop-tls-");
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Task> _gates = [];
    private X509Certificate2 _certificate = null!;
    private int _brokerPort;

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public override async ValueTask InitializeAsync()
    {
        _brokerPort = (await RabbitMqServer.SharedAsync()).Port;
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        await File.WriteAllTextAsync(_folder.Combine("ca.pem"), made.ExportCertificatePem(), Token);
        _listener.Start();
        _gates.Add(AcceptAsync());
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_gates);
        _certificate.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Publish_Arrives_WhenTheCertificateIsFromAKnownAuthority()
    {
        var transport = Transport($"amqps://guest:guest@localhost:{Port}//?ssl_ca_certs={Uri.EscapeDataString(_folder.Combine("ca.pem"))}");
        var queue = Queue(QueueName);
        await transport.DeclareAsync(queue, Token);

        await transport.PublishAsync("", queue.Name, Message("1"), Token);

        Assert.Equal(["1"], await DrainAsync(await ConsumeAsync(transport, queue), 1));
    }

    [Fact]
    public async Task Connect_TakesAnyCertificate_WhenNoneIsRequired()
    {
        var transport = Transport($"amqps://guest:guest@localhost:{Port}//?ssl_cert_reqs=none");

        await transport.ConnectAsync(Token);
        Assert.Equal(0, await transport.CountAsync(QueueName, Token));
    }

    [Fact]
    public async Task Connect_SaysThatTlsFailed_WhenTheAuthorityIsUnknown()
    {
        var transport = Transport($"amqps://guest:guest@localhost:{Port}//");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);

        var error = await Assert.ThrowsAsync<BrokerUnreachableException>(() => transport.ConnectAsync(deadline.Token));

        Assert.Contains("TLS failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NamesTheFile_WhenItCannotBeRead()
    {
        var error = Assert.Throws<FormatException>(() => Transport("amqps://localhost//?ssl_ca_certs=/nowhere/ca.pem"));

        Assert.Contains("/nowhere/ca.pem", error.Message, StringComparison.Ordinal);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _gates.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var broker = new TcpClient())
        {
            try
            {
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                await broker.ConnectAsync(IPAddress.Loopback, _brokerPort, _stop.Token);
                await Task.WhenAny(tls.CopyToAsync(broker.GetStream(), _stop.Token), broker.GetStream().CopyToAsync(tls, _stop.Token));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // One side hung up.
            }
        }
    }
}
