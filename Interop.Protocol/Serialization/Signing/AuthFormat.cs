namespace Interop.Protocol.Serialization.Signing;

/// <summary>How the fields of a signed body are laid out. Celery: <c>SecureSerializer._pack</c>.</summary>
public enum AuthFormat
{
    /// <summary>Signer and signature as they are: Celery up to 5.4. A body with the bytes 00 01 has no form in it.</summary>
    Raw,

    /// <summary>Signer and signature in base64: Celery 5.5 and later.</summary>
    Base64,
}
