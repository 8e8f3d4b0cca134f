using Interop.Protocol.Results;

namespace Interop.Python.Tests.Live;

/// <summary>Has a class of its own in Python, which readers there know.</summary>
[PythonException("PaymentError", Module = "interop_errors")]
internal sealed class PaymentException(string message) : Exception(message);

/// <summary>No Python class is named for it.</summary>
internal sealed class OutOfStockException(string message) : Exception(message);

/// <summary>One that has a cause.</summary>
internal sealed class PaymentInnerException(string message, Exception inner) : ArgumentException(message, inner);
