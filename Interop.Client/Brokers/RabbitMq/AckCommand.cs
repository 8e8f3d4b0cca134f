namespace Interop.Client.Brokers.RabbitMq;

/// <summary>One basic.ack, or basic.nack, to send.</summary>
/// <param name="Tag">The delivery tag.</param>
/// <param name="Multiple">True when it settles all before it too.</param>
/// <param name="Settlement">What to tell.</param>
internal readonly record struct AckCommand(ulong Tag, bool Multiple, Settlement Settlement);
