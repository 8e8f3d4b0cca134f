namespace Interop.Client.Backends;

/// <summary>Where a result goes when the backend is a message queue (rpc); other backends ignore it.</summary>
/// <param name="ReplyTo">The request's <c>reply_to</c>.</param>
/// <param name="CorrelationId">The request's <c>correlation_id</c>.</param>
public readonly record struct ResultRoute(string? ReplyTo, string? CorrelationId);
