using Interop.Protocol.Results;
using Interop.Protocol.Values;

namespace InteropWorker;

/// <summary>The exception that tests wait for; Python compares its arguments.</summary>
internal sealed class ExpectedException(params IReadOnlyList<WireValue> args) : Exception, IPythonException
{
    public RemoteError ToRemoteError() => new() { Type = "ExpectedException", Module = "t.integration.tasks", Args = args };
}
