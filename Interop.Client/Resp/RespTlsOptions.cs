namespace Interop.Client.Resp;

/// <summary>TLS towards the server; the file names are PEM files, as redis-py takes them.</summary>
internal sealed record RespTlsOptions
{
    public RespTlsMode Mode { get; init; } = RespTlsMode.Required;

    /// <summary>Certificates that are trusted instead of the system's. Python: <c>ssl_ca_certs</c>.</summary>
    public string? CaFile { get; init; }

    /// <summary>Our own certificate, for servers that ask for one. Python: <c>ssl_certfile</c>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Key of <see cref="CertificateFile"/>; may be absent when that file holds both. Python: <c>ssl_keyfile</c>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Name expected in the certificate, where it differs from the host that is dialled.</summary>
    public string? TargetHost { get; init; }
}
