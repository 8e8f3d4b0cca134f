namespace Interop.Client.Brokers;

/// <summary>No address of the broker could be reached in time.</summary>
public sealed class BrokerUnreachableException : BrokerException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which address refused, why, how long was waited, what to do.</param>
    /// <param name="broker">URL of the broker, password masked.</param>
    /// <param name="innerException">The last refusal.</param>
    public BrokerUnreachableException(string message, string broker, Exception? innerException = null)
        : base(message, broker, innerException)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
