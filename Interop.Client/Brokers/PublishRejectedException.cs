namespace Interop.Client.Brokers;

/// <summary>The broker answered that it will not take a message.</summary>
public sealed class PublishRejectedException : BrokerException
{
    /// <summary>Creates the exception.</summary>
    public PublishRejectedException(string message, string broker, Exception? innerException = null)
        : base(message, broker, innerException)
    {
    }
}
