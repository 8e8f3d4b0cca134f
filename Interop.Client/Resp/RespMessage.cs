namespace Interop.Client.Resp;

/// <summary>One published message. The memory is valid only during the call of the handler.</summary>
/// <param name="Subscription">The channel or pattern that was subscribed to.</param>
/// <param name="Channel">The channel it was published on.</param>
/// <param name="Payload">What was published.</param>
internal readonly record struct RespMessage(
    string Subscription, ReadOnlyMemory<byte> Channel, ReadOnlyMemory<byte> Payload);
