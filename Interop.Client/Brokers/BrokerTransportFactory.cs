using Interop.Client.Brokers.FileSystem;
using Interop.Client.Brokers.InMemory;
using Interop.Client.Brokers.RabbitMq;
using Interop.Client.Brokers.Redis;
using Interop.Client.Configuration;

namespace Interop.Client.Brokers;

/// <summary>Makes the transport that the scheme of <c>broker_url</c> names.</summary>
internal static class BrokerTransportFactory
{
    public static IBrokerTransport Create(ClientContext context)
    {
        var urls = BrokerUrl.ParseAll(context.Options.BrokerUrl);
        if (context.Options.BrokerFailoverStrategy == "shuffle")
        {
            urls = Shuffled(urls, context.Chance);
        }

        return urls[0].Scheme switch
        {
            "amqp" or "amqps" or "pyamqp" or "pyamqps" => new RabbitMqTransport(context, urls),
            "redis" or "rediss" or "redis+socket" or "sentinel" => new RedisTransport(context, urls),
            "filesystem" => new FileSystemTransport(context, urls),
            "memory" => new InMemoryTransport(context, urls),
            _ => throw Unknown(urls[0]),
        };
    }

    private static ImproperlyConfiguredException Unknown(BrokerUrl url) => new(
        [$"broker_url has the scheme '{url.Scheme}', which is no broker; expected {BrokerUrlRules.BrokerSchemes}."]);

    private static BrokerUrl[] Shuffled(IReadOnlyList<BrokerUrl> urls, Random chance)
    {
        var shuffled = urls.ToArray();
        chance.Shuffle(shuffled);
        return shuffled;
    }
}
