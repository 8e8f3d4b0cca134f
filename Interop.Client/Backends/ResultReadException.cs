namespace Interop.Client.Backends;

/// <summary>A result could not be read.</summary>
public sealed class ResultReadException : BackendException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which result, which backend, why, what to do.</param>
    /// <param name="isTransient">True when trying again can help.</param>
    /// <param name="innerException">The cause.</param>
    public ResultReadException(string message, bool isTransient = false, Exception? innerException = null)
        : base(message, isTransient, innerException)
    {
    }
}
