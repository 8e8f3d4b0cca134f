using Interop.Protocol.Errors;
using Interop.Protocol.Results;

namespace Interop.Worker.Registration.Binding;

/// <summary>Arguments that do not fit the task's parameters, in Python's words.</summary>
[PythonException("TypeError")]
internal sealed class ArgumentMismatchException(string message, Exception? innerException = null)
    : CeleryException(message, innerException);
