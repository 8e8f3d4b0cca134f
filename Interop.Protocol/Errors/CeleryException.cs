namespace Interop.Protocol.Errors;

/// <summary>Root of every exception this library family throws for reasons of its own; BCL types are used where their meaning is exact.</summary>
public abstract class CeleryException : Exception
{
    /// <summary>Creates the exception with a message that says what happened, with which value, and what to do.</summary>
    protected CeleryException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>True when the same call may succeed later without any change, e.g. after a broker came back.</summary>
    public virtual bool IsTransient => false;
}
