using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Interop.Client.Configuration;

namespace Interop.Client.Brokers.RabbitMq;

/// <summary>TLS options from <c>broker_use_ssl</c>'s names: in the URL's query as <c>ssl_…</c>, in the transport options as <c>ssl:…</c>.</summary>
/// <remarks>kombu: <c>kombu/transport/pyamqp.py</c>. Unlike py-amqp the server's certificate is checked unless <c>cert_reqs</c> is
/// <c>none</c>.</remarks>
internal static class RabbitMqTls
{
    /// <summary>The options for one address, or null for plain TCP.</summary>
    /// <exception cref="FormatException">An option has a value nobody knows, or its file cannot be read.</exception>
    public static SslClientAuthenticationOptions? For(BrokerUrl url, TransportOptions options)
    {
        string? Option(string name) => url.Query.GetValueOrDefault("ssl_" + name) ?? options.Text("ssl:" + name);

        if (url.Scheme is not ("amqps" or "pyamqps") && !options.Boolean("ssl", defaultValue: false))
        {
            return null;
        }

        var tls = new SslClientAuthenticationOptions { TargetHost = Option("server_hostname") ?? url.Host ?? "localhost" };
        var required = Option("cert_reqs")?.ToLowerInvariant() switch
        {
            null or "required" or "cert_required" or "optional" or "cert_optional" => true,
            "none" or "cert_none" => false,
            var other => throw new FormatException($"The TLS option cert_reqs is '{other}'; expected required, optional or none."),
        };
        var authorities = Option("ca_certs") is { } file ? ReadAuthorities(file) : null;
        tls.RemoteCertificateValidationCallback = Check(authorities, required);
        if (Option("certfile") is { } certificate)
        {
            tls.ClientCertificates = [ReadCertificate(certificate, Option("keyfile"))];
        }

        return tls;
    }

    private static RemoteCertificateValidationCallback Check(X509Certificate2Collection? authorities, bool required) =>
        (_, certificate, chain, errors) =>
        {
            if (!required || errors == SslPolicyErrors.None)
            {
                return true;
            }

            if (authorities is null || errors != SslPolicyErrors.RemoteCertificateChainErrors
                || certificate is not X509Certificate2 server || chain is null)
            {
                return false;
            }

            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build(server);
        };

    private static X509Certificate2Collection ReadAuthorities(string file) => Read("ca_certs", file, () =>
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    });

    private static X509Certificate2 ReadCertificate(string file, string? keyFile) =>
        Read("certfile", file, () => X509Certificate2.CreateFromPemFile(file, keyFile ?? file));

    private static T Read<T>(string option, string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new FormatException($"The TLS option {option} names '{file}', which cannot be read as PEM: {e.Message}", e);
        }
    }
}
