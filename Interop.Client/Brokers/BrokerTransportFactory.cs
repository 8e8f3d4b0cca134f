namespace Interop.Client.Brokers;

/// <summary>Makes the transport that the scheme of <c>broker_url</c> names.</summary>
internal static class BrokerTransportFactory
{
    public static IBrokerTransport Create(ClientContext context) => throw new NotSupportedException(context.Options.BrokerUrl);
}
