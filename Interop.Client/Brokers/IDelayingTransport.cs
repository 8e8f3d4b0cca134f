namespace Interop.Client.Brokers;

/// <summary>A broker that can hold messages back by itself. Celery 5.5: native delayed delivery.</summary>
internal interface IDelayingTransport
{
    /// <summary>Makes sure that a delayed message finds its way to a queue; at most once a connection and queue.</summary>
    /// <param name="queue">The destination, or null when only the cascade is to be there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DeclarationRefusedException">The cascade exists with other arguments.</exception>
    ValueTask PrepareDelayAsync(QueueDeclaration? queue, CancellationToken cancellationToken);
}
