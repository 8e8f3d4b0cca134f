using Interop.Protocol.Errors;
using Interop.Protocol.Results;

namespace Interop.Client.Producing;

/// <summary>A signature cannot take the place of a task. Celery: <c>ImproperlyConfigured</c>, raised by <c>Task.replace</c>.</summary>
[PythonException("ImproperlyConfigured", Module = "celery.exceptions")]
public sealed class CanvasReplacementException : CeleryException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why.</param>
    public CanvasReplacementException(string message) : base(message)
    {
    }
}
