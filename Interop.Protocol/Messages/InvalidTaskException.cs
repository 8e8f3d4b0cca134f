using Interop.Protocol.Errors;

namespace Interop.Protocol.Messages;

/// <summary>A message that decodes but is no task a worker can run. Celery: <c>InvalidTaskError</c>, and the "unknown message" path.</summary>
public sealed class InvalidTaskException : ProtocolException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with it.</param>
    /// <param name="isTask">False when nothing says that the message is a task at all.</param>
    /// <param name="innerException">The cause, if another exception is one.</param>
    public InvalidTaskException(string message, bool isTask = true, Exception? innerException = null)
        : base(message, innerException)
    {
        IsTask = isTask;
    }

    /// <summary>False when nothing says that the message is a task at all.</summary>
    public bool IsTask { get; }
}
