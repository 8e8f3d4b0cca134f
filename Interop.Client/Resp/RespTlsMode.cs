namespace Interop.Client.Resp;

/// <summary>How much of the server's certificate is checked. Python: <c>ssl_cert_reqs</c> of redis-py.</summary>
internal enum RespTlsMode
{
    /// <summary>Plain text.</summary>
    Off,

    /// <summary>Encrypted, the certificate is not looked at (<c>CERT_NONE</c>).</summary>
    NoVerification,

    /// <summary>The chain must be trusted, the host name is not compared (<c>CERT_OPTIONAL</c> in redis-py's sense).</summary>
    Optional,

    /// <summary>The chain must be trusted and name the host (<c>CERT_REQUIRED</c>).</summary>
    Required,
}
