using Interop.Protocol.Errors;
using Interop.Protocol.Results;

namespace Interop.Worker.Registration.Binding;

/// <summary>A task returned what the serializer cannot carry. Python: <c>kombu.exceptions.EncodeError</c>.</summary>
[PythonException("EncodeError", Module = "kombu.exceptions")]
internal sealed class ResultEncodeException(string message, Exception? innerException = null)
    : CeleryException(message, innerException);
