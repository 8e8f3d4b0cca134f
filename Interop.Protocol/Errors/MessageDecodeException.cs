namespace Interop.Protocol.Errors;

/// <summary>A message, result or header that cannot be read. Celery: <c>kombu.exceptions.DecodeError</c>.</summary>
public class MessageDecodeException : ProtocolException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and where.</param>
    /// <param name="offset">Byte offset of the fault in the document being read, or -1 when no single byte is at fault.</param>
    /// <param name="innerException">The cause, if another exception is one.</param>
    public MessageDecodeException(string message, long offset = -1, Exception? innerException = null)
        : base(message, innerException)
    {
        Offset = offset;
    }

    /// <summary>Byte offset of the fault in the document being read, or -1 when no single byte is at fault.</summary>
    public long Offset { get; }
}
