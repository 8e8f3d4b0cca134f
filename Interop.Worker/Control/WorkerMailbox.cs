using Interop.Client.Brokers;
using Interop.Client.Control;
using Interop.Protocol.Control;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Values;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;
using Interop.Worker.Hosting;

namespace Interop.Worker.Control;

/// <summary>Hears commands, carries them out one after the other and answers. Celery: <c>celery/worker/pidbox.py</c>, <c>kombu/pidbox.py</c>.</summary>
/// <remarks>Whatever comes in, the mailbox goes on: what is no command is logged and dropped, what fails is answered with its error.</remarks>
internal sealed class WorkerMailbox : IAsyncDisposable
{
    private static readonly TimeSpan ReplyLimit = TimeSpan.FromSeconds(10);

    private readonly WorkerRuntime _runtime;
    private readonly ControlPanel _panel;
    private readonly System.Collections.Frozen.FrozenSet<string> _accepted;
    private readonly CancellationTokenSource _stop = new();
    private IBrokerConsumer? _consumer;
    private Task _reading = Task.CompletedTask;
    private int _disposed;

    public WorkerMailbox(ControlPanel panel)
    {
        _panel = panel;
        _runtime = panel.Runtime;
        _accepted = _runtime.App.Serializers.Accept(_runtime.Settings.AcceptContent);
    }

    /// <summary>Begins to listen; waits while the broker is away. A broker that refuses it leaves the worker without remote control.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var options = new ConsumerOptions
        {
            Queues = [ControlTopology.Mailbox(_runtime.App.Options, _runtime.Settings.NodeName)],
            NoAck = true,
        };
        try
        {
            var consumer = await BrokerPatience.ReachAsync(
                _runtime, () => _runtime.App.ReadBroker.ConsumeAsync(options, cancellationToken), cancellationToken).ConfigureAwait(false);
            _consumer = consumer;
            _reading = Task.Run(() => ReadAsync(consumer), CancellationToken.None);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.NoRemoteControl(_runtime.Logger, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        if (_consumer is { } consumer)
        {
            await consumer.DisposeAsync().ConfigureAwait(false);
        }

        await _reading.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Handles one message. Never throws.</summary>
    internal async Task HandleAsync(WireMessage message, CancellationToken cancellationToken)
    {
        // Clients have no clock to speak of, so the worker's goes on by itself; by one only, or it would lose every election.
        _runtime.App.Clock.Forward();
        ControlRequest request;
        try
        {
            request = ControlRequest.Read(Decode(message));
            _runtime.App.Control.Clock.Adjust(message.Headers.Extra?["clock"] is { } clock && clock.TryGetInt64(out var value) ? value : 0);
            if (!request.IsFor(_runtime.Settings.NodeName))
            {
                return;
            }
        }
        catch (Exception e) when (e is ProtocolException or FormatException)
        {
            Log.BadControlMessage(_runtime.Logger, e.Message);
            return;
        }

        try
        {
            await DispatchAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The answer could not be sent; whoever waits for it stops waiting by himself.
            Log.ControlReplyFailed(_runtime.Logger, request.Method, e);
        }
        catch (OperationCanceledException)
        {
            // The worker stops.
        }
    }

    private WireValue Decode(WireMessage message)
    {
        var body = message.Headers.Compression is { Length: > 0 } compression
            ? _runtime.App.Compressions.Decompress(compression, message.Body)
            : message.Body;
        return _runtime.App.Serializers.Decode(
            body.Span, message.Properties.ContentType, message.Properties.ContentEncoding, _accepted);
    }

    private async Task ReadAsync(IBrokerConsumer consumer)
    {
        await foreach (var delivery in consumer.Deliveries.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await HandleAsync(delivery.Message, _stop.Token).ConfigureAwait(false);
            await delivery.AckAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task DispatchAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        Log.ControlReceived(_runtime.Logger, request.Method, request.Ticket ?? "none");
        var command = _panel.Find(request.Method);
        WireValue answer;
        try
        {
            if (command is null)
            {
                throw new ControlCommandException("KeyError", request.Method);
            }

            answer = await command.Run(_panel, new ControlArguments(command, request.Arguments), cancellationToken).ConfigureAwait(false);
        }
        catch (ControlCommandException e)
        {
            Log.ControlRefused(_runtime.Logger, request.Method, e.Repr);
            answer = ControlPanel.Error(e.Repr);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.ControlFailed(_runtime.Logger, request.Method, e);
            answer = ControlPanel.Error(_runtime.App.Exceptions.ToRemoteError(e).ToString());
        }

        if (request.ReplyTo is { } address && command is not { NeverReplies: true })
        {
            await ReplyAsync(address, request.Ticket, answer, cancellationToken).ConfigureAwait(false);
        }
    }

    // Celery: Mailbox._publish_reply.
    private async Task ReplyAsync(ControlReplyAddress address, string? ticket, WireValue answer, CancellationToken cancellationToken)
    {
        var app = _runtime.App;
        var content = app.Serializers.Get(app.Options.TaskSerializer).Encode(new WireMap(1).With(_runtime.Settings.NodeName, answer));
        var message = new WireMessage
        {
            Properties = new MessageProperties
            {
                ContentType = content.ContentType,
                ContentEncoding = content.ContentEncoding,
                DeliveryMode = 1,
                Priority = 0,
                Exchange = address.Exchange,
                RoutingKey = address.RoutingKey,
            },
            Headers = new MessageHeaders { Extra = new WireMap(2).With("ticket", ticket).With("clock", app.Control.Clock.Forward()) },
            Body = content.Body,
        };
        using var limit = new CancellationTokenSource(ReplyLimit, _runtime.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await app.Broker.DeclareAsync(
            new ExchangeDeclaration { Name = address.Exchange, Durable = false, DeliveryMode = 1 }, either.Token).ConfigureAwait(false);
        await app.Broker.PublishAsync(address.Exchange, address.RoutingKey, message, either.Token).ConfigureAwait(false);
    }
}
