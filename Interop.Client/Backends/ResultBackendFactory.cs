using Interop.Client.Brokers;

namespace Interop.Client.Backends;

/// <summary>Makes the backend that the scheme of <c>result_backend</c> names.</summary>
internal static class ResultBackendFactory
{
    public static IResultBackend Create(ClientContext context, IBrokerTransport broker) =>
        throw new NotSupportedException(broker.DisplayUrl + context.Options.ResultBackend);
}
