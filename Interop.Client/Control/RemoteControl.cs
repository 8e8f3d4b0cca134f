using System.Globalization;
using Interop.Client.Brokers;
using Interop.Client.Producing;
using Interop.Protocol.Control;
using Interop.Protocol.Messages;
using Interop.Protocol.Values;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Control;

/// <summary>Commands to workers, Python's and ours. Thread safe; get it from <see cref="CeleryApp.Control"/>.</summary>
/// <remarks>Celery: <c>celery/app/control.py</c>, <c>Control</c>. The common commands are extension methods in
/// <see cref="ControlCommands"/>.</remarks>
public sealed class RemoteControl
{
    private readonly CeleryApp _app;
    private readonly ILogger _logger;
    private readonly ReplyMailbox _replies;

    internal RemoteControl(CeleryApp app)
    {
        _app = app;
        _logger = app.Loggers.CreateLogger<RemoteControl>();
        _replies = new ReplyMailbox(app, Clock, _logger);
    }

    /// <summary>The clock of control messages, which is another than the app's: commands do not move the clock that elections go by.
    /// kombu: <c>Mailbox.clock</c>.</summary>
    public LogicalClock Clock { get; } = new();

    /// <summary>Questions to workers. Celery: <c>app.control.inspect()</c>.</summary>
    /// <param name="call">Who is asked and how long answers are waited for; all, and a second, if null.</param>
    public WorkerInspector Inspect(ControlCall? call = null) => new(this, call ?? ControlCall.Default);

    /// <summary>Sends a command and collects what comes back. Celery: <c>app.control.broadcast</c>.</summary>
    /// <param name="command">Name of the command.</param>
    /// <param name="arguments">Its keyword arguments.</param>
    /// <param name="call">Who is meant and how long answers are waited for; all, and a second, if null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answers in the order they came; none when none were asked for, and when nobody answered in time.</returns>
    /// <exception cref="BrokerUnreachableException">No broker took the command within <c>publish_timeout</c>.</exception>
    public async Task<IReadOnlyList<ControlReply>> BroadcastAsync(
        string command, WireMap? arguments = null, ControlCall? call = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        call ??= ControlCall.Default;
        var request = new ControlRequest
        {
            Method = command,
            Arguments = arguments ?? new WireMap(),
            Destination = call.Destination,
            Pattern = call.Pattern,
            Matcher = call.Pattern is null ? null : call.Matcher,
        };
        if (!call.WaitsForReplies)
        {
            await SendAsync(request, null, cancellationToken).ConfigureAwait(false);
            return [];
        }

        using var pending = await AskAsync(request, call, cancellationToken).ConfigureAwait(false);
        return await pending.CollectAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the reply queue until the next command that wants answers; does nothing while one is waiting.</summary>
    public Task CloseRepliesAsync() => _replies.CloseAsync(force: false);

    /// <summary>Sends a request and returns when the broker has it, so that other things can be done before the answers are collected.</summary>
    /// <param name="request">The command; its ticket and address for answers are filled in.</param>
    /// <param name="call">How long answers are waited for, and how many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answers to come; to be disposed.</returns>
    /// <exception cref="BrokerUnreachableException">No broker took the command within <c>publish_timeout</c>.</exception>
    public async Task<PendingReplies> AskAsync(ControlRequest request, ControlCall call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(call);
        var ticket = TaskIds.Next(_app.Chance);
        try
        {
            var replies = await LimitedAsync(
                request.Method, token => _replies.OpenAsync(ticket, token), cancellationToken).ConfigureAwait(false);
            request = request with { Ticket = ticket, ReplyTo = new ControlReplyAddress(_replies.Exchange, _app.Oid) };
            var listeners = await SendAsync(request, call.Timeout, cancellationToken).ConfigureAwait(false);
            return new PendingReplies(replies, call, listeners, () => _replies.Forget(ticket), _app.Time, _logger);
        }
        catch
        {
            _replies.Forget(ticket);
            throw;
        }
    }

    internal Task CloseAsync() => _replies.CloseAsync(force: true);

    /// <summary>How many heard it, or null where the broker does not tell.</summary>
    private async Task<int?> SendAsync(ControlRequest request, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var exchange = ControlTopology.Commands(_app.Options);
        var content = _app.Context.Content.TaskCodec.Encode(request.ToMap());
        var expires = timeout is { } wait && wait > TimeSpan.Zero
            ? WireValue.Float((_app.Time.GetUtcNow() + wait - DateTimeOffset.UnixEpoch).TotalSeconds)
            : WireValue.Integer(0);
        var message = new WireMessage
        {
            // 2: kombu's producer has the last word on it, not the exchange.
            Properties = new MessageProperties
            {
                ContentType = content.ContentType,
                ContentEncoding = content.ContentEncoding,
                DeliveryMode = 2,
                Priority = 0,
                Exchange = exchange.Name,
            },
            Headers = new MessageHeaders { Extra = new WireMap(2).With("clock", Clock.Forward()).With("expires", expires) },
            Body = content.Body,
        };
        return await LimitedAsync(request.Method, async token =>
        {
            await _app.Broker.DeclareAsync(exchange, token).ConfigureAwait(false);
            if (timeout is not null && _app.Broker is IBroadcastingTransport broadcasting)
            {
                return await broadcasting.BroadcastAsync(exchange.Name, message, token).ConfigureAwait(false);
            }

            await _app.Broker.PublishAsync(exchange.Name, "", message, token).ConfigureAwait(false);
            return (int?)null;
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> LimitedAsync<T>(string command, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var limit = _app.Options.PublishTimeout;
        using var deadline = new CancellationTokenSource(limit, _app.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BrokerUnreachableException(
                $"The broker {_app.Broker.DisplayUrl} did not take the control command {command} within "
                + $"{limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s. Check that it runs; publish_timeout sets "
                + "how long is waited.",
                _app.Broker.DisplayUrl, e);
        }
    }
}
