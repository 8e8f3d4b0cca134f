using Interop.Protocol.Errors;
using Interop.Protocol.Results;

namespace Interop.Worker.Registration.Binding;

/// <summary>An argument of the right kind whose value the parameter's type cannot hold.</summary>
[PythonException("ValueError")]
internal sealed class ArgumentValueException(string message, Exception? innerException = null)
    : CeleryException(message, innerException);
