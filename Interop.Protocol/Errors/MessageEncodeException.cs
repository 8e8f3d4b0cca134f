namespace Interop.Protocol.Errors;

/// <summary>A value that the chosen serializer cannot carry. Celery: <c>kombu.exceptions.EncodeError</c>.</summary>
public sealed class MessageEncodeException : ProtocolException
{
    /// <summary>Creates the exception.</summary>
    public MessageEncodeException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
