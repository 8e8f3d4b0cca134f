namespace Interop.Protocol.Errors;

/// <summary>A message that is not signed, whose signer is not known, or whose signature is wrong. Celery: <c>SecurityError</c>, which
/// kombu wraps into its <c>DecodeError</c>.</summary>
public sealed class MessageSecurityException : MessageDecodeException
{
    /// <summary>Creates the exception with a message that says why the message cannot be trusted.</summary>
    public MessageSecurityException(string message, Exception? innerException = null) : base(message, -1, innerException)
    {
    }
}
