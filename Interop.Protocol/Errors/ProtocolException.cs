namespace Interop.Protocol.Errors;

/// <summary>Bytes on the wire, or values meant for it, that Celery's formats do not allow.</summary>
public abstract class ProtocolException : CeleryException
{
    /// <summary>Creates the exception.</summary>
    protected ProtocolException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
