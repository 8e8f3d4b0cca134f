namespace Interop.Protocol.Serialization.Signing;

/// <summary>How a signature is made of a digest.</summary>
public enum SignatureScheme
{
    /// <summary>RSA-PSS with the longest salt: Celery 4.3 and later.</summary>
    Pss,

    /// <summary>RSA PKCS #1 v1.5, by default over sha1: Celery up to 4.2. No later Celery reads it.</summary>
    Pkcs1,
}
