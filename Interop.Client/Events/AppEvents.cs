using Interop.Protocol.Values;

namespace Interop.Client.Events;

/// <summary>Events of an app: sends its own, and hears those of the whole fleet. Thread safe.</summary>
/// <remarks>Celery: <c>celery/app/events.py</c>, <c>Events</c>.</remarks>
public sealed class AppEvents : IAsyncDisposable
{
    private readonly CeleryApp _app;
    private readonly Lock _lock = new();
    private EventDispatcher? _default;

    internal AppEvents(CeleryApp app) => _app = app;

    /// <summary>Sends the events of this app under the name of a client, <c>gen&lt;pid&gt;@host</c>. Celery:
    /// <c>app.events.default_dispatcher</c>.</summary>
    public EventDispatcher Default
    {
        get
        {
            lock (_lock)
            {
                return _default ??= new EventDispatcher(_app);
            }
        }
    }

    /// <summary>Sends an event of one's own from the background; does not wait for the broker.</summary>
    /// <param name="type">Type of the event: a group, a dash and a word, e.g. <c>shop-opened</c>.</param>
    /// <param name="fields">Its fields, of any type that arguments of tasks can have.</param>
    /// <exception cref="Protocol.Errors.MessageEncodeException">JSON cannot carry a value.</exception>
    public void Send(string type, IReadOnlyDictionary<string, object?>? fields = null) =>
        Default.Send(type, ToFields(fields));

    /// <summary>Begins to listen. Celery: <c>app.events.Receiver</c>.</summary>
    /// <param name="options">What to hear; everything if null.</param>
    /// <param name="cancellationToken">Ends the attempt to connect.</param>
    /// <returns>The receiver, which hears what is sent from now on; dispose it at the end.</returns>
    /// <exception cref="Brokers.BrokerUnreachableException">No broker could be reached in time.</exception>
    public Task<EventReceiver> ReceiveAsync(EventReceiverOptions? options = null, CancellationToken cancellationToken = default) =>
        EventReceiver.StartAsync(_app, options ?? new EventReceiverOptions(), cancellationToken);

    /// <summary>Makes an empty picture of the fleet, to be fed with what a receiver hears. Celery: <c>app.events.State</c>.</summary>
    /// <param name="options">Its bounds; Celery's if null.</param>
    public ClusterState CreateState(ClusterStateOptions? options = null) =>
        new(_app.Time, options, Microsoft.Extensions.Logging.LoggerFactoryExtensions.CreateLogger<ClusterState>(_app.Loggers));

    /// <summary>Sends what waits for at most a second.</summary>
    public async ValueTask DisposeAsync()
    {
        EventDispatcher? dispatcher;
        lock (_lock)
        {
            dispatcher = _default;
        }

        if (dispatcher is not null)
        {
            await dispatcher.DisposeAsync().ConfigureAwait(false);
        }
    }

    private WireMap? ToFields(IReadOnlyDictionary<string, object?>? fields) =>
        fields is null ? null : _app.Codec.ToWire(fields).AsMap();
}
