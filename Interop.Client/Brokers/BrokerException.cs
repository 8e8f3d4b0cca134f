using Interop.Protocol.Errors;

namespace Interop.Client.Brokers;

/// <summary>A broker could not be used. Celery: <c>kombu.exceptions.OperationalError</c>.</summary>
public abstract class BrokerException : CeleryException
{
    /// <summary>Creates the exception.</summary>
    protected BrokerException(string message, string broker, Exception? innerException = null) : base(message, innerException) =>
        Broker = broker;

    /// <summary>URL of the broker, password masked.</summary>
    public string Broker { get; }
}
