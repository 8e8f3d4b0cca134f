using Interop.Client.Backends.Disabled;
using Interop.Client.Backends.FileSystem;
using Interop.Client.Backends.InMemory;
using Interop.Client.Backends.Redis;
using Interop.Client.Backends.Rpc;
using Interop.Client.Brokers;
using Interop.Client.Configuration;

namespace Interop.Client.Backends;

/// <summary>Makes the backend that the scheme of <c>result_backend</c> names.</summary>
internal static class ResultBackendFactory
{
    public static IResultBackend Create(ClientContext context, IBrokerTransport broker)
    {
        ArgumentNullException.ThrowIfNull(broker);
        if (string.IsNullOrEmpty(context.Options.ResultBackend))
        {
            return new DisabledResultBackend();
        }

        var url = BrokerUrl.ParseAll(context.Options.ResultBackend)[0];
        return url.Scheme switch
        {
            "redis" or "rediss" or "redis+socket" or "sentinel" => new RedisResultBackend(context, url),
            "rpc" => new RpcResultBackend(context, broker),
            "file" => new FileSystemResultBackend(context, url),
            "cache+memory" or "memory" => new InMemoryResultBackend(context),
            "disabled" => new DisabledResultBackend(),
            _ => throw new ImproperlyConfiguredException(
                [$"result_backend has the scheme '{url.Scheme}', which is no result backend; expected {BrokerUrlRules.BackendSchemes}."]),
        };
    }
}
