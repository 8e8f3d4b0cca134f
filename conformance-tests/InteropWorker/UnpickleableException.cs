using Interop.Protocol.Results;
using Interop.Protocol.Text;
using Interop.Protocol.Values;

namespace InteropWorker;

/// <summary>An exception that Python cannot build again from the only argument it keeps, so that it travels in Celery's wrapper.</summary>
internal sealed class UnpickleableException(WireValue foo) : Exception, IPythonException
{
    public RemoteError ToRemoteError() => new()
    {
        Type = "UnpickleableExceptionWrapper",
        Module = "celery.utils.serialization",
        Args =
        [
            "t.integration.tasks", "UnpickleableException", WireValue.List([foo]),
            $"UnpickleableException({PythonRepr.Format(foo)})",
        ],
    };
}
