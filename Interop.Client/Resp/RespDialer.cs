using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Interop.Client.Resp;

/// <summary>Opens sockets: TCP or unix, plain or TLS.</summary>
internal sealed class RespDialer(RespTlsOptions? tls)
{
    public async Task<Stream> DialAsync(RespEndpoint endpoint, CancellationToken cancellationToken)
    {
        Socket socket = await ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (tls is null || tls.Mode == RespTlsMode.Off)
        {
            return plain;
        }

        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await secure.AuthenticateAsClientAsync(Authentication(tls, endpoint), cancellationToken)
                .ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<Socket> ConnectAsync(RespEndpoint endpoint, CancellationToken cancellationToken)
    {
        Socket socket = endpoint.UnixSocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (endpoint.UnixSocketPath is { } path)
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken).ConfigureAwait(false);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Authentication(RespTlsOptions tls, RespEndpoint endpoint)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = tls.TargetHost ?? (endpoint.Host.Length > 0 ? endpoint.Host : "localhost"),
        };
        SslPolicyErrors ignored = tls.Mode switch
        {
            RespTlsMode.NoVerification => (SslPolicyErrors)~0,
            RespTlsMode.Optional => SslPolicyErrors.RemoteCertificateNameMismatch,
            _ => SslPolicyErrors.None,
        };
        if (ignored != SslPolicyErrors.None)
        {
            options.RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~ignored) == SslPolicyErrors.None;
        }

        if (tls.CaFile is { } ca)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(ca);
            options.CertificateChainPolicy = policy;
        }

        if (tls.CertificateFile is { } certificate)
        {
            options.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, tls.KeyFile)];
        }

        return options;
    }
}
