using Interop.Protocol.Errors;
using Interop.Protocol.Results;

namespace Interop.Worker.Execution;

/// <summary>A task that is run within another one is not known here. Celery: <c>NotRegistered</c>, whose only argument is the name.</summary>
[PythonException("NotRegistered", Module = "celery.exceptions")]
internal sealed class NotRegisteredException(string taskName) : CeleryException(taskName);
