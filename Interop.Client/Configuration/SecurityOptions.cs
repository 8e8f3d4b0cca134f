using System.Text;
using Interop.Protocol.Serialization.Signing;

namespace Interop.Client.Configuration;

/// <summary>How messages are signed and whose are believed. Immutable. Celery: the arguments of <c>app.setup_security</c> and the
/// settings <c>security_*</c>.</summary>
public sealed record SecurityOptions
{
    /// <summary>PEM file of the private RSA key. Celery: <c>security_key</c>.</summary>
    public string? Key { get; init; }

    /// <summary>Password of <see cref="Key"/>; null when it has none. Celery 5.3: <c>security_key_password</c>.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>PEM file of the key's certificate. Celery: <c>security_certificate</c>.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM files of the certificates whose messages are believed: a folder, a file, or a pattern with <c>*</c>,
    /// <c>?</c> and <c>[…]</c>. Celery: <c>security_cert_store</c>.</summary>
    public string? CertStore { get; init; }

    /// <summary>Hash that is signed: <c>sha1</c>, <c>sha224</c>, <c>sha256</c>, <c>sha384</c> or <c>sha512</c>; all apps must have the
    /// same. Default <c>sha256</c>. Celery: <c>security_digest</c>.</summary>
    public string Digest { get; init; } = "sha256";

    /// <summary>What is signed is written by this serializer. Default <c>json</c>. Celery: argument <c>serializer</c> of
    /// <c>setup_security</c>.</summary>
    public string Serializer { get; init; } = "json";

    /// <summary>Serializers that are read within signed messages besides <see cref="Serializer"/>. Default none; Celery reads all it
    /// knows.</summary>
    public IReadOnlyList<string> AllowedSerializers { get; init; } = [];

    /// <summary>Layout of what is written; null for that of <see cref="CeleryOptions.Release"/>. Both are read.</summary>
    public AuthFormat? Format { get; init; }

    /// <summary>How signatures are made and read. Default <see cref="SignatureScheme.Pss"/>, as since Celery 4.3.</summary>
    public SignatureScheme Scheme { get; init; }

    /// <summary>True when a key, a certificate or a store is named, so that messages are to be signed.</summary>
    internal bool IsActive => Key is not null || Certificate is not null || CertStore is not null;

    // The password stays out of logs.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Key = ").Append(Key).Append(", Certificate = ").Append(Certificate).Append(", CertStore = ").Append(CertStore)
            .Append(", Digest = ").Append(Digest).Append(", Serializer = ").Append(Serializer);
        return true;
    }
}
