using Interop.Protocol.Results;

namespace InteropWorker;

[PythonException("TypeError")]
internal sealed class PythonTypeException(string message) : Exception(message);
