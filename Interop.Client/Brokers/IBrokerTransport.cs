using Interop.Protocol.Messages;

namespace Interop.Client.Brokers;

/// <summary>The way to one broker, with failover addresses: publishes and consumes, reconnects by itself. Thread safe.</summary>
/// <remarks>Celery: a kombu transport and its connection pool.</remarks>
public interface IBrokerTransport : IAsyncDisposable
{
    /// <summary>kombu's name of the driver: <c>amqp</c>, <c>redis</c>, <c>filesystem</c>, <c>memory</c>.</summary>
    string DriverName { get; }

    /// <summary>The broker's URL with the password masked, for people.</summary>
    string DisplayUrl { get; }

    /// <summary>Connects now instead of at the first use.</summary>
    /// <exception cref="BrokerUnreachableException">No address could be reached within <c>broker_connection_timeout</c> and its retries.</exception>
    Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Declares exchange, queue and bindings exactly as Python does; at most once a connection for equal declarations.</summary>
    ValueTask DeclareAsync(QueueDeclaration queue, CancellationToken cancellationToken);

    /// <summary>Declares an exchange that no queue of ours is bound to.</summary>
    ValueTask DeclareAsync(ExchangeDeclaration exchange, CancellationToken cancellationToken);

    /// <summary>Publishes one message; completes when the broker has it (RabbitMQ: confirmed). Waits out an outage up to the token's deadline.</summary>
    /// <param name="exchange">Exchange; <c>""</c> sends to the queue the routing key names.</param>
    /// <param name="routingKey">Routing key.</param>
    /// <param name="message">The message; a virtual transport adds delivery tag and envelope. Its memory is used until completion.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BrokerUnreachableException">No broker took it in time; names the address and the reason.</exception>
    /// <exception cref="PublishRejectedException">The broker refused it.</exception>
    ValueTask PublishAsync(string exchange, string routingKey, WireMessage message, CancellationToken cancellationToken);

    /// <summary>Starts to consume; the consumer survives broker restarts.</summary>
    Task<IBrokerConsumer> ConsumeAsync(ConsumerOptions options, CancellationToken cancellationToken);

    /// <summary>Number of messages that wait in a queue.</summary>
    ValueTask<long> CountAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Deletes all waiting messages and returns their number.</summary>
    ValueTask<long> PurgeAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Deletes a queue and its bindings.</summary>
    ValueTask DeleteQueueAsync(string queue, CancellationToken cancellationToken);
}
