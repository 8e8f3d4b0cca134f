using Interop.Protocol.Messages;

namespace Interop.Client.Brokers;

/// <summary>A message in a form that takes less memory, for a delivery that is not looked at for a while. See <see cref="Delivery.Pack"/>.</summary>
public abstract class PackedMessage
{
    /// <summary>The message, read anew at each call; equal to the one that was packed. Thread safe.</summary>
    public abstract WireMessage Read();
}
