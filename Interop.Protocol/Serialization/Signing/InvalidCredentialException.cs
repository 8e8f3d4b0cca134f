using Interop.Protocol.Errors;

namespace Interop.Protocol.Serialization.Signing;

/// <summary>A private key, certificate or store of certificates that cannot be used. Celery: <c>SecurityError</c> while the app is
/// set up.</summary>
public sealed class InvalidCredentialException : CeleryException
{
    /// <summary>Creates the exception with a message that says what is wrong with which key or certificate.</summary>
    public InvalidCredentialException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
