using Interop.Protocol.Messages;

namespace Interop.Client.Brokers.Virtual;

/// <summary>A message that a consumer has taken out of its queue.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Message">The message.</param>
/// <param name="Receipt">What the broker needs to settle it.</param>
internal sealed record TakenMessage(string Queue, WireMessage Message, string Receipt);
