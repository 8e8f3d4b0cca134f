namespace Interop.Protocol.Control;

/// <summary>Where the answers to a command go. Celery: <c>reply_to</c> of a pidbox message.</summary>
/// <param name="Exchange">The direct exchange, e.g. <c>reply.celery.pidbox</c>.</param>
/// <param name="RoutingKey">The sender's oid.</param>
public sealed record ControlReplyAddress(string Exchange, string RoutingKey);
