using System.Runtime.CompilerServices;
using Interop.Client.Backends;
using Interop.Client.Brokers;
using Interop.Client.Events;
using Interop.Client.Producing.Canvas;
using Interop.Protocol.Canvas;
using Interop.Protocol.Errors;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Clr;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Producing;

/// <summary>Turns calls into messages and publishes them; what the app and a worker both send with. Thread safe.</summary>
/// <remarks>Celery: <c>celery/app/amqp.py</c>, <c>AMQP.send_task_message</c>, and <c>celery/canvas.py</c>,
/// <c>Signature.apply_async</c>.</remarks>
public sealed class TaskPublisher
{
    private readonly ClientContext _context;
    private readonly TaskRouter _router;
    private readonly TaskMessageBuilder _builder;
    private readonly MessageSender _sender;
    private readonly AsyncLocal<ParentTask?> _current;
    private readonly CallArguments _arguments;
    private readonly CanvasPlanner _planner;
    private readonly DelayPlanner _delays;
    private readonly IResultBackend _backend;

    internal TaskPublisher(
        ClientContext context, TaskRouter router, IBrokerTransport broker, IResultBackend backend, ClrCodec codec,
        AsyncLocal<ParentTask?> current)
    {
        var logger = context.Loggers.CreateLogger<TaskPublisher>();
        _context = context;
        _router = router;
        _builder = new TaskMessageBuilder(context, logger);
        _sender = new MessageSender(context, broker, backend, logger);
        _current = current;
        _arguments = new CallArguments(codec, context.Content);
        _planner = new CanvasPlanner(context, router, backend);
        _backend = backend;
        _delays = new DelayPlanner(context, router, broker, logger);
    }

    /// <summary>Tells the fleet of every task that was sent; null where <c>task_send_sent_event</c> is off.</summary>
    internal TaskSentEvents? Sent { get; init; }

    /// <summary>Publishes a message as it is: declares the target's queue on first use, serializes, waits until the
    /// broker has it.</summary>
    /// <param name="message">The message. Its content type names the serializer, where that is registered; else it is
    /// <c>task_serializer</c>. Exchange, routing key and, where null, delivery mode and priority are filled in.</param>
    /// <param name="target">Where to, from <see cref="TaskRouter"/>.</param>
    /// <param name="cancellationToken">Ends the wait; without it the wait ends after <c>publish_timeout</c>.</param>
    /// <exception cref="BrokerUnreachableException">No broker took it in time.</exception>
    /// <exception cref="PublishRejectedException">The broker refused it.</exception>
    public ValueTask PublishAsync(TaskMessage message, TaskRouteTarget target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(target);
        target = _delays.Delay(target, countdown: null, message.Headers.Eta?.ToDateTimeOffset());
        var codec = _context.Content.Serializers.Find(message.Properties.ContentType ?? "") ?? _context.Content.TaskCodec;
        var properties = message.Properties with
        {
            Exchange = target.Exchange,
            RoutingKey = target.RoutingKey,
            DeliveryMode = message.Properties.DeliveryMode ?? target.DeliveryMode,
            Priority = message.Properties.Priority ?? target.Priority ?? 0,
            DeliveryTag = null,
            Redelivered = false,
        };
        var compression = message.Headers.Compression ?? _context.Content.TaskCompression;
        message = message with { Properties = properties };
        var (wire, body) = Serialize(message, codec, compression);
        return SendAsync(wire, body, target, default, awaited: null, message, cancellationToken);
    }

    /// <summary>Calls a signature: a task, a chain, a group or a chord.</summary>
    /// <param name="signature">The signature.</param>
    /// <param name="call">What is added to it.</param>
    /// <param name="cancellationToken">Ends the wait; without it the wait ends after <c>publish_timeout</c>.</param>
    /// <returns>The handle as it travels: of the task, of the last step of a chain, of the body of a chord, or of a group with its
    /// members.</returns>
    /// <exception cref="CanvasNotSupportedException">It is or contains what cannot be called, or a chord and the result backend takes
    /// none; nothing was published.</exception>
    /// <exception cref="MessageDecodeException">An option holds a value it cannot have, or a part is no signature;
    /// nothing was published.</exception>
    /// <exception cref="ResultStoreException">The backend could not be told of a chord; nothing was published.</exception>
    /// <exception cref="BrokerUnreachableException">No broker took it in time.</exception>
    /// <exception cref="PublishRejectedException">The broker refused it.</exception>
    public async ValueTask<ResultTuple> SendSignatureAsync(
        Signature signature, SignatureCall call, CancellationToken cancellationToken = default)
    {
        var canvas = Prepare(signature, call);
        await canvas.SendAsync(cancellationToken).ConfigureAwait(false);
        return canvas.Result;
    }

    /// <summary>Makes all messages of a signature, ids decided, and sends none: for whoever has to try again without sending anything
    /// twice. Else as <see cref="SendSignatureAsync"/>.</summary>
    public PreparedCanvas Prepare(Signature signature, SignatureCall call)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(call);
        var plan = _planner.Plan(signature, call);
        var parent = call.Options?.AddToParent != false ? _current.Value : null;
        return new PreparedCanvas(this, plan, [.. plan.Tasks.Select(PreparePlanned)], parent);
    }

    /// <summary>A signature fitted into the place of a running task: with its id, callbacks, group, chord, rest of the chain and stamps.
    /// Celery: <c>Task.replace</c>.</summary>
    /// <param name="signature">What takes the place.</param>
    /// <param name="replaced">The message of the task.</param>
    /// <exception cref="CanvasReplacementException">It is an empty chain, or part of a chord itself.</exception>
    public Signature Replacement(Signature signature, TaskMessage replaced)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(replaced);
        return _planner.Replacer.Replace(signature, replaced);
    }

    /// <summary>A signature as one more part of the chord that a running task is a part of. Celery: <c>Task.add_to_chord</c>.</summary>
    /// <param name="signature">The part.</param>
    /// <param name="member">The message of the task.</param>
    public Signature ChordPart(Signature signature, TaskMessage member)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(member);
        return _planner.Replacer.ChordPart(signature, member);
    }

    /// <summary>True when <see cref="SendSignatureAsync"/> knows all kinds of signature that one contains.</summary>
    /// <remarks>Reads the composite parts only: what callbacks of a part hold is checked when their turn comes.</remarks>
    /// <exception cref="MessageDecodeException">A part is no signature.</exception>
    public static bool CanExecute(Signature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (signature.SubtaskType is null or "")
        {
            return true;
        }

        try
        {
            CanvasReader.Read(signature);
            return true;
        }
        catch (CanvasNotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Sends a task by name and returns its id once the broker has it.</summary>
    internal ValueTask<(string Id, bool IgnoreResult)> SendTaskAsync(
        string name, IReadOnlyList<object?>? args, IReadOnlyDictionary<string, object?>? kwargs, TaskSendOptions? options,
        CancellationToken cancellationToken)
    {
        var call = new TaskCall { Name = name };
        call.Apply(options, _arguments);
        var serializer = _context.Content.CodecOf(call.Serializer);
        call.Arguments = _arguments.Write(args, kwargs, serializer);
        if (_context.Options.TaskProtocol != 1)
        {
            var codec = _arguments.Codec.For(serializer);
            call.ArgsRepr ??= args is null ? "()" : ClrRepr.Args(codec, args);
            call.KwargsRepr ??= kwargs is null ? "{}" : ClrRepr.Kwargs(codec, kwargs);
        }

        var parent = _current.Value;
        return FinishAsync(Prepare(call, parent, addsChild: call.AddToParent != false), cancellationToken);
    }

    /// <summary>Before the first part is sent: it may come to its end before the last one is.</summary>
    internal async ValueTask AnnounceAsync(PlannedChord chord, CancellationToken cancellationToken)
    {
        if (chord.Header is { } header)
        {
            await _backend.SaveGroupAsync(header, cancellationToken).ConfigureAwait(false);
        }

        if (_backend.Chords is { } chords)
        {
            await chords.StartAsync(chord.GroupId, chord.Size, cancellationToken).ConfigureAwait(false);
        }
    }

    private PreparedTask PreparePlanned(PlannedTask task)
    {
        var call = SignatureOptions.ToCall(task, _arguments);
        if (_context.Options.TaskProtocol != 1)
        {
            SignatureRepr.Apply(ref call, task);
        }

        return Prepare(call, _current.Value, addsChild: false);
    }

    private PreparedTask Prepare(in TaskCall call, ParentTask? parent, bool addsChild)
    {
        var codec = _context.Content.CodecOf(call.Serializer);
        var target = _delays.Delay(
            _router.Route(call.RouteName ?? call.Name, call.Queue, call.Exchange, call.RoutingKey),
            call.Countdown, call.Eta?.ToDateTimeOffset());
        var message = _builder.Build(call, target, parent);
        var (wire, body) = Serialize(message, codec, call.Compression ?? _context.Content.TaskCompression);
        return new PreparedTask(
            message, wire, body, target, new SendPolicy(call.Retry, call.RetryPolicy, call.Timeout), call.IgnoreResult,
            addsChild ? parent : null);
    }

    private (WireMessage Wire, PooledBody Body) Serialize(TaskMessage message, ContentCodec codec, string? compression)
    {
        var body = new PooledBody();
        ReadOnlyMemory<byte> bytes;
        var (type, encoding) = (codec.ContentType, codec.ContentEncoding);
        if (codec is JsonContentCodec)
        {
            TaskMessageCodec.WriteBody(body, message, _context.Options.Release);
            bytes = body.Written;
        }
        else
        {
            (type, encoding, bytes) = TaskMessageCodec.EncodeBody(message, _context.Options.Release, codec);
        }

        var headers = TaskMessageCodec.HeadersOf(message);
        if (!string.IsNullOrEmpty(compression))
        {
            var compressor = _context.Content.Compressions.Get(compression);
            bytes = compressor.Compress(bytes.Span);
            headers = headers with { Compression = compressor.ContentType };
        }

        var properties = message.Properties.ContentType == type && message.Properties.ContentEncoding == encoding
            ? message.Properties
            : message.Properties with { ContentType = type, ContentEncoding = encoding };
        return (new WireMessage { Properties = properties, Headers = headers, Body = bytes }, body);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<(string Id, bool IgnoreResult)> FinishAsync(PreparedTask task, CancellationToken cancellationToken)
    {
        var awaited = task.IgnoreResult ? null : task.Id;
        await SendAsync(task.Wire, task.Body, task.Target, task.Policy, awaited, task.Message, cancellationToken).ConfigureAwait(false);
        task.Parent?.AddChild(new ResultTuple(task.Id));
        return (task.Id, task.IgnoreResult);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(
        WireMessage wire, PooledBody body, TaskRouteTarget target, SendPolicy policy, string? awaited, TaskMessage message,
        CancellationToken cancellationToken)
    {
        await _sender.SendAsync(wire, target, policy, awaited, cancellationToken).ConfigureAwait(false);
        Sent?.Send(message, target);

        // Only after success: when it failed, a transport may still hold the memory, and the collector takes it then.
        body.Dispose();
    }
}
