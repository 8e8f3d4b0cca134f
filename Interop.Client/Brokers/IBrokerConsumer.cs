using System.Threading.Channels;

namespace Interop.Client.Brokers;

/// <summary>A running subscription to one or more queues.</summary>
/// <remarks>Disposing gives every delivery that is not settled back to its queue, as a clean shutdown of Celery does.</remarks>
public interface IBrokerConsumer : IAsyncDisposable
{
    /// <summary>Deliveries in the order they came; completes after <see cref="StopAsync"/>.</summary>
    ChannelReader<Delivery> Deliveries { get; }

    /// <summary>Changes how many deliveries may be unsettled; 0 is no limit. Takes effect soon, never on deliveries already here.</summary>
    /// <param name="count">Less than 0 takes no more until it changes again, where messages are fetched and not pushed: everywhere but
    /// on RabbitMQ, where it is no limit.</param>
    void SetPrefetch(int count);

    /// <summary>Takes no more; deliveries already handed out stay valid and can be settled.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
