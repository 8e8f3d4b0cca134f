using System.Threading.Channels;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Client.Producing;
using Interop.Protocol;
using Interop.Protocol.Events;
using Interop.Protocol.Serialization.Json;
using Interop.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Events;

/// <summary>Sends events, in order and from the background: sending never waits for the broker, and never fails because of it. Thread
/// safe.</summary>
/// <remarks>While the broker is away events wait within the bounds of the options. The first of them connects. Celery:
/// <c>celery/events/dispatcher.py</c>, <c>EventDispatcher</c>.</remarks>
public sealed class EventDispatcher : IAsyncDisposable
{
    private const int BatchCapacity = 8192;

    private readonly CeleryApp _app;
    private readonly EventDispatcherOptions _options;
    private readonly EventPublisher _publisher;
    private readonly JsonDialect _dialect;
    private readonly ILogger _logger;
    private readonly int _pid = Environment.ProcessId;
    private readonly Lock _lock = new();
    private readonly EventOutbox _outbox;
    private readonly List<EventMessage> _sending = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private volatile IReadOnlyList<string>? _groups;
    private EventMessage? _batch;
    private Task? _loop;
    private bool _isIdle = true;
    private bool _isDisposed;
    private int _utcOffset;
    private long _utcOffsetMinute = -1;

    /// <summary>Makes a dispatcher; opens nothing.</summary>
    /// <param name="app">The app, whose broker, clock and settings it takes.</param>
    /// <param name="options">Who sends, and what; a client that sends everything if null.</param>
    public EventDispatcher(CeleryApp app, EventDispatcherOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        _app = app;
        _options = options ?? new EventDispatcherOptions();
        _groups = _options.Groups;
        Hostname = _options.Hostname
            ?? Protocol.Text.NodeName.Anonymous(_pid, System.Net.Dns.GetHostName());
        _dialect = app.Options.Release.Dialect();
        _logger = app.Loggers.CreateLogger<EventDispatcher>();
        _publisher = new EventPublisher(app, Hostname, _logger);
        _outbox = new EventOutbox(_options.MostWaiting, _options.MostWaitingBytes);
    }

    /// <summary>Node name in the events, and in the header <c>hostname</c> of their messages.</summary>
    public string Hostname { get; }

    /// <summary>Groups that are sent; null for all. Celery: <c>groups</c>.</summary>
    public IReadOnlyList<string>? Groups => _groups;

    /// <summary>Whether events of a group, or of a type, are sent.</summary>
    /// <param name="group">The group, or a type that begins with it and a dash.</param>
    public bool Sends(string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (_groups is not { } groups)
        {
            return true;
        }

        foreach (var one in groups)
        {
            if (IsOf(group, one))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sends a group too that was left out. False where it is sent already, as all are when no groups were named.</summary>
    public bool Enable(string group)
    {
        lock (_lock)
        {
            if (Sends(group))
            {
                return false;
            }

            _groups = [.. _groups ?? [], group];
            return true;
        }
    }

    /// <summary>Leaves a group out. False where it is left out already, and where no groups were named: those who send all go on.</summary>
    public bool Disable(string group)
    {
        lock (_lock)
        {
            if (_groups?.Contains(group) != true)
            {
                return false;
            }

            _groups = [.. _groups.Where(one => one != group)];
            return true;
        }
    }

    /// <summary>Sends an event with fields of one's own.</summary>
    /// <param name="type">Type of the event, e.g. <c>task-progress</c>.</param>
    /// <param name="fields">Its fields; those that every event has are left out of them.</param>
    /// <param name="blind">Sends no logical clock, and does not move it.</param>
    /// <exception cref="Protocol.Errors.MessageEncodeException">JSON cannot carry a value.</exception>
    public void Send(string type, WireMap? fields = null, bool blind = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        if (Sends(type))
        {
            Write(type, fields, WriteMap, IsOf(type, _options.BufferGroup), blind);
        }
    }

    /// <summary>Sends an event whose fields are written in place.</summary>
    /// <typeparam name="TState">What the fields are made of.</typeparam>
    /// <param name="type">Type of the event.</param>
    /// <param name="state">What they are made of.</param>
    /// <param name="fields">Writes them.</param>
    public void Send<TState>(string type, TState state, EventFields<TState> fields)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(fields);
        if (Sends(type))
        {
            Write(type, state, fields, IsOf(type, _options.BufferGroup), blind: false);
        }
    }

    /// <summary>Sends an event alone in its message and whatever groups are sent. Celery: <c>default_dispatcher</c>, which custom events
    /// of tasks go through.</summary>
    /// <param name="type">Type of the event.</param>
    /// <param name="fields">Its fields.</param>
    /// <exception cref="Protocol.Errors.MessageEncodeException">JSON cannot carry a value.</exception>
    public void SendAlone(string type, WireMap? fields = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        Write(type, fields, WriteMap, isBuffered: false, blind: false);
    }

    /// <summary>Sends what waits, as long as the token lasts; what is left then is dropped.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        Task loop;
        lock (_lock)
        {
            _isDisposed = true;
            loop = _loop ?? Task.CompletedTask;
        }

        _wake.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _closed.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
    }

    /// <summary>Sends what waits for at most a second.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        await CloseAsync(limit.Token).ConfigureAwait(false);
    }

    // As EventTypes.Group, without making a text of it for every event.
    private static bool IsOf(string type, string? group) => group is not null
        && type.StartsWith(group, StringComparison.Ordinal) && (type.Length == group.Length || type[group.Length] == '-');

    private static void WriteMap(ref EventWriter writer, WireMap? fields)
    {
        if (fields is not null)
        {
            writer.Fields(fields);
        }
    }

    private void Write<TState>(string type, TState state, EventFields<TState> fields, bool isBuffered, bool blind)
    {
        var wake = false;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            var now = _app.Time.GetUtcNow();
            var stamp = new EventStamp(
                Hostname, UtcOffset(now), _pid, blind ? null : _app.Clock.Forward(), EventTime.Timestamp(now));
            if (isBuffered)
            {
                WriteToBatch(type, stamp, state, fields);
            }
            else
            {
                // What was sent before stays before it.
                Seal();
                var body = new PooledBody();
                WriteTo(body, type, stamp, state, fields);
                _outbox.Add(new EventMessage(EventTypes.RoutingKey(type), body, IsList: false) { Count = 1 });
            }

            if (_isIdle)
            {
                _isIdle = false;
                wake = true;
                _loop ??= Task.Run(RunAsync);
            }
        }

        if (wake)
        {
            _wake.Writer.TryWrite(true);
        }
    }

    private void WriteToBatch<TState>(string type, in EventStamp stamp, TState state, EventFields<TState> fields)
    {
        _batch ??= new EventMessage(EventTypes.BatchRoutingKey(_options.BufferGroup!), new PooledBody(BatchCapacity), IsList: true);
        var body = _batch.Body;
        var before = body.Written.Length;
        var separator = before == 0 ? "["u8 : ", "u8;
        separator.CopyTo(body.GetSpan(separator.Length));
        body.Advance(separator.Length);
        try
        {
            WriteTo(body, type, stamp, state, fields);
        }
        catch
        {
            body.CutTo(before);
            throw;
        }

        if (++_batch.Count >= _options.BufferLimit)
        {
            Seal();
        }
    }

    private void WriteTo<TState>(PooledBody body, string type, in EventStamp stamp, TState state, EventFields<TState> fields)
    {
        var writer = new EventWriter(body, stamp, _dialect);
        fields(ref writer, state);
        writer.End(type);
    }

    private void Seal()
    {
        if (_batch is { Count: > 0 } batch)
        {
            _batch = null;
            "]"u8.CopyTo(batch.Body.GetSpan(1));
            batch.Body.Advance(1);
            _outbox.Add(batch);
        }
    }

    // It changes with the season, and looking it up is not free.
    private int UtcOffset(DateTimeOffset now)
    {
        var minute = now.UtcTicks / TimeSpan.TicksPerMinute;
        if (minute != _utcOffsetMinute)
        {
            _utcOffsetMinute = minute;
            _utcOffset = EventTime.UtcOffset(_app.Time.LocalTimeZone, now);
        }

        return _utcOffset;
    }

    private async Task RunAsync()
    {
        while (await _wake.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false) || Waits())
        {
            _wake.Reader.TryRead(out _);
            while (TakeAll())
            {
                var sent = await SendAsync().ConfigureAwait(false);
                if (_closed.IsCancellationRequested)
                {
                    return;
                }

                await PauseAsync(sent).ConfigureAwait(false);
            }
        }
    }

    private bool Waits()
    {
        lock (_lock)
        {
            return _outbox.Count > 0 || _batch is { Count: > 0 };
        }
    }

    private bool TakeAll()
    {
        long dropped;
        lock (_lock)
        {
            Seal();
            dropped = _outbox.TakeDropped();
            while (_outbox.Count > 0 && _sending.Count < EventPublisher.MostTogether)
            {
                _sending.Add(_outbox.Take());
            }

            _isIdle = _sending.Count == 0;
        }

        if (dropped > 0)
        {
            EventsLog.Dropped(_logger, dropped, _app.Broker.DisplayUrl);
        }

        return _sending.Count > 0;
    }

    /// <summary>Publishes what was taken; what the broker did not take goes back. True when nothing did.</summary>
    private async Task<bool> SendAsync()
    {
        IReadOnlyList<EventMessage> failed;
        try
        {
            failed = await _publisher.PublishAsync(_sending, _closed.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            EventsLog.Failed(_logger, e);
            failed = [];
        }

        lock (_lock)
        {
            _outbox.Return(failed);
            _sending.Clear();
        }

        return failed.Count == 0;
    }

    /// <summary>Under load a little wait lets batches fill; after a failure a longer one lets the broker come back.</summary>
    private async Task PauseAsync(bool succeeded)
    {
        // Not the app's clock: it may be one that is moved by hand, and this is about throughput only.
        var pause = Task.Delay(
            succeeded ? EventPublisher.Linger : EventPublisher.AfterFailure, TimeProvider.System,
            succeeded ? _stopping.Token : _closed.Token);
        await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
