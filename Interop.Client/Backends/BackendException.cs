using Interop.Protocol.Errors;

namespace Interop.Client.Backends;

/// <summary>A result backend could not be used. Celery: <c>celery.exceptions.BackendError</c>.</summary>
public abstract class BackendException : CeleryException
{
    private readonly bool _isTransient;

    /// <summary>Creates the exception.</summary>
    protected BackendException(string message, bool isTransient, Exception? innerException) : base(message, innerException) =>
        _isTransient = isTransient;

    /// <inheritdoc/>
    public override bool IsTransient => _isTransient;
}
