namespace Interop.Client.Brokers;

/// <summary>The broker will not declare a queue or exchange as asked; most often it exists with other arguments (PRECONDITION_FAILED).</summary>
public sealed class DeclarationRefusedException : BrokerException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which queue, our arguments, the broker's words, what to do.</param>
    /// <param name="broker">URL of the broker, password masked.</param>
    /// <param name="innerException">The cause.</param>
    public DeclarationRefusedException(string message, string broker, Exception? innerException = null)
        : base(message, broker, innerException)
    {
    }
}
