using System.Globalization;
using System.Text.Json;
using Interop.Client.Backends;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Client.Control;
using Interop.Client.Events;
using Interop.Client.Producing;
using Interop.Client.Producing.Canvas;
using Interop.Client.Results;
using Interop.Client.Serialization.Signing;
using Interop.Protocol;
using Interop.Protocol.Canvas;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization;
using Interop.Protocol.Serialization.Clr;
using Interop.Protocol.Serialization.Compression;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interop.Client;

/// <summary>One Celery application: sends tasks and reads their results. One per process and broker is enough. Thread
/// safe.</summary>
/// <remarks>Celery: <c>celery/app/base.py</c>, <c>Celery</c>.</remarks>
public sealed class CeleryApp : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10);

    private readonly AsyncLocal<ParentTask?> _current = new();
    private readonly ILogger _logger;
    private int _disposed;

    internal CeleryApp(
        ClientContext context, IBrokerTransport broker, IBrokerTransport readBroker, IResultBackend backend,
        PythonExceptionMap? exceptions = null, JsonSerializerOptions? objects = null)
    {
        Context = context;
        Broker = broker;
        ReadBroker = readBroker;
        Backend = backend;
        Exceptions = exceptions ?? PythonExceptionMap.Default;
        Codec = new ClrCodec(objects, context.Options.Release.Dialect());
        Router = new TaskRouter(context.Options, broker.DisplayUrl);
        Events = new AppEvents(this);
        Publisher = new TaskPublisher(context, Router, broker, backend, Codec, _current)
        {
            Sent = context.Options.TaskSendSentEvent ? new TaskSentEvents(Events) : null,
        };
        _logger = context.Loggers.CreateLogger<CeleryApp>();
        Control = new RemoteControl(this);
    }

    /// <summary>The settings, validated; they do not change.</summary>
    public CeleryOptions Options => Context.Options;

    /// <summary>Id of this instance, name of its reply queue and its <c>reply_to</c>. Celery: <c>app.oid</c>.</summary>
    public string Oid => Context.Oid;

    /// <summary>The clock of everything in this app.</summary>
    public TimeProvider Time => Context.Time;

    /// <summary>Where log lines go.</summary>
    public ILoggerFactory Loggers => Context.Loggers;

    /// <summary>Source of ids and jitter; thread safe.</summary>
    public Random Chance => Context.Chance;

    /// <summary>Which Python exceptions .NET exceptions become.</summary>
    public PythonExceptionMap Exceptions { get; }

    /// <summary>Reads and writes arguments and results as JSON, in the dialect of
    /// <see cref="CeleryOptions.Release"/>.</summary>
    public ClrCodec Codec { get; }

    /// <summary>The serializers there are. Celery: <c>kombu.serialization.registry</c>.</summary>
    public ContentCodecRegistry Serializers => Context.Content.Serializers;

    /// <summary>The compressions there are. Celery: <c>kombu.compression</c>.</summary>
    public CompressionRegistry Compressions => Context.Content.Compressions;

    /// <summary>What results are written with. Celery: <c>result_serializer</c>.</summary>
    public ContentCodec ResultSerializer => Context.Content.ResultCodec;

    /// <summary>The way to the broker, for publishing.</summary>
    public IBrokerTransport Broker { get; }

    /// <summary>The way to the broker, for consuming: <see cref="Broker"/>, unless <c>broker_read_url</c> and
    /// <c>broker_write_url</c> differ.</summary>
    public IBrokerTransport ReadBroker { get; }

    /// <summary>Where results are kept.</summary>
    public IResultBackend Backend { get; }

    /// <summary>Publishes messages; what a worker sends with.</summary>
    public TaskPublisher Publisher { get; }

    /// <summary>Decides where tasks go.</summary>
    public TaskRouter Router { get; }

    /// <summary>The task that runs in this flow of control, set by a worker; tasks sent meanwhile become its children.
    /// Null outside of tasks.</summary>
    public ParentTask? CurrentTask
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <summary>The clock of what this app sends to and hears from the fleet: events and remote control. Celery: <c>app.clock</c>.</summary>
    public LogicalClock Clock { get; } = new();

    /// <summary>Type of the queues in which RabbitMQ holds tasks with an eta for this app's workers; null where it holds none: before
    /// Celery 5.5, on other brokers, and where no queue is a quorum queue. What <see cref="ConsumerOptions.DelayedDeliveryQueueType"/>
    /// takes.</summary>
    public string? DelayedDeliveryQueueType => DelayPlanner.QueueType(this);

    /// <summary>Commands to workers, and questions. Celery: <c>app.control</c>.</summary>
    public RemoteControl Control { get; }

    /// <summary>Sends events, and hears those of the whole fleet. Celery: <c>app.events</c>.</summary>
    public AppEvents Events { get; }

    internal ClientContext Context { get; }

    /// <summary>Makes an app. Opens nothing: the first use connects.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="loggers">Where log lines go; nowhere if null.</param>
    /// <param name="time">The clock; the system's if null.</param>
    /// <param name="exceptions">Which Python exceptions .NET exceptions become; the documented mapping if null.</param>
    /// <param name="objects">How classes and records are read and written as JSON; snake_case names if null.</param>
    /// <param name="chance">Source of ids and jitter, which must be thread safe; a cryptographic one if null.</param>
    /// <exception cref="ImproperlyConfiguredException">A setting has a value it cannot have; all of them are
    /// listed. Or a key or certificate cannot be used.</exception>
    public static CeleryApp Create(
        CeleryOptions options, ILoggerFactory? loggers = null, TimeProvider? time = null,
        PythonExceptionMap? exceptions = null, JsonSerializerOptions? objects = null, Random? chance = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        SettingsValidator.Check(options);
        options = SecuritySetup.Apply(options, time ?? TimeProvider.System);
        chance ??= new SecureChance();
        var context = new ClientContext
        {
            Options = options,
            Loggers = loggers ?? NullLoggerFactory.Instance,
            Time = time ?? TimeProvider.System,
            Chance = chance,
            Oid = TaskIds.Next(chance),
        };
        var (write, read) = (options.BrokerWriteUrl ?? options.BrokerUrl, options.BrokerReadUrl ?? options.BrokerUrl);
        var broker = BrokerTransportFactory.Create(context with { Options = options with { BrokerUrl = write } });
        var readBroker = read == write
            ? broker
            : BrokerTransportFactory.Create(context with { Options = options with { BrokerUrl = read } });
        return new CeleryApp(context, broker, readBroker, ResultBackendFactory.Create(context, broker), exceptions, objects);
    }

    /// <summary>Sends a task by name; completes when the broker has it. Celery: <c>app.send_task</c>.</summary>
    /// <typeparam name="T">What the result is read as.</typeparam>
    /// <param name="name">Registered name of the task.</param>
    /// <param name="args">Positional arguments.</param>
    /// <param name="kwargs">Keyword arguments.</param>
    /// <param name="options">Options of the call.</param>
    /// <param name="cancellationToken">Ends the wait; without it the wait ends after <c>publish_timeout</c>.</param>
    /// <exception cref="BrokerUnreachableException">No broker took it in time.</exception>
    /// <exception cref="PublishRejectedException">The broker refused it.</exception>
    /// <exception cref="QueueNotFoundException">It goes to a queue that is not listed and may not be created.</exception>
    /// <exception cref="Protocol.Errors.MessageEncodeException">No such serializer or compression, or an
    /// argument that the serializer cannot carry.</exception>
    public async ValueTask<AsyncResult<T>> SendTaskAsync<T>(
        string name, IReadOnlyList<object?>? args = null, IReadOnlyDictionary<string, object?>? kwargs = null,
        TaskSendOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (id, ignored) = await SendCoreAsync(name, args, kwargs, options, cancellationToken).ConfigureAwait(false);
        return new AsyncResult<T>(this, id) { IsIgnored = ignored };
    }

    /// <summary>Sends a task by name whose result is of no interest or of unknown type; else as
    /// <see cref="SendTaskAsync{T}"/>.</summary>
    public async ValueTask<AsyncResult> SendTaskAsync(
        string name, IReadOnlyList<object?>? args = null, IReadOnlyDictionary<string, object?>? kwargs = null,
        TaskSendOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (id, ignored) = await SendCoreAsync(name, args, kwargs, options, cancellationToken).ConfigureAwait(false);
        return new AsyncResult(this, id) { IsIgnored = ignored };
    }

    /// <summary>Sends a task that was declared with its result type.</summary>
    public ValueTask<AsyncResult<T>> SendAsync<T>(
        TaskRef<T> task, IReadOnlyList<object?>? args = null, IReadOnlyDictionary<string, object?>? kwargs = null,
        TaskSendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        return SendTaskAsync<T>(task.Name, args, kwargs, options, cancellationToken);
    }

    /// <summary>Sends a signature: a task, a chain or a chord. Celery: <c>Signature.apply_async</c>.</summary>
    /// <typeparam name="T">What the result is read as.</typeparam>
    /// <param name="signature">The signature; of a chain, options of the call go to its first step, as in Celery.</param>
    /// <param name="options">Options of the call; they win over the signature's.</param>
    /// <param name="cancellationToken">Ends the wait; without it the wait ends after <c>publish_timeout</c>.</param>
    /// <returns>Handle of the task, of the last step of a chain with those before it as parents, or of the body of a chord with the header
    /// as its parent.</returns>
    /// <exception cref="CanvasNotSupportedException">A part cannot be called, or there is a chord and the result backend takes none;
    /// nothing was sent.</exception>
    /// <exception cref="ArgumentException">It is a group, or a chain that ends in one: <see cref="SendGroupAsync{T}"/>
    /// sends groups.</exception>
    /// <exception cref="BrokerUnreachableException">No broker took it in time.</exception>
    public async ValueTask<AsyncResult<T>> SendAsync<T>(
        Signature signature, TaskSendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (EndsInGroup(signature))
        {
            throw new ArgumentException(
                "The signature is a group or ends in one; SendGroupAsync returns the handles of its members.", nameof(signature));
        }

        var call = new SignatureCall { Options = options };
        var result = await Publisher.SendSignatureAsync(signature, call, cancellationToken).ConfigureAwait(false);
        return AsyncResult<T>.From(this, result);
    }

    /// <summary>Sends a group, or a chain that ends in one.</summary>
    /// <typeparam name="T">What the results of the members are read as.</typeparam>
    /// <param name="group">The signature.</param>
    /// <param name="options">Options of the call, for every member.</param>
    /// <param name="cancellationToken">Ends the wait; without it the wait ends after <c>publish_timeout</c>.</param>
    /// <exception cref="CanvasNotSupportedException">A part cannot be called, or there is a chord and the result backend takes none;
    /// nothing was sent.</exception>
    /// <exception cref="ArgumentException">It is no group.</exception>
    /// <exception cref="BrokerUnreachableException">No broker took it in time; some members may have been sent.</exception>
    public async ValueTask<GroupResult<T>> SendGroupAsync<T>(
        Signature group, TaskSendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (!EndsInGroup(group))
        {
            throw new ArgumentException(
                "The signature is no group and does not end in one; SendAsync sends it.", nameof(group));
        }

        var call = new SignatureCall { Options = options };
        var result = await Publisher.SendSignatureAsync(group, call, cancellationToken).ConfigureAwait(false);
        return new GroupResult<T>(this, result);
    }

    /// <summary>Handle of a task whose id is known. Celery: <c>app.AsyncResult(id)</c>.</summary>
    /// <typeparam name="T">What the result is read as.</typeparam>
    public AsyncResult<T> Result<T>(string taskId) => new(this, taskId);

    /// <summary>Handle of a task whose id is known. Celery: <c>app.AsyncResult(id)</c>.</summary>
    public AsyncResult Result(string taskId) => new(this, taskId);

    /// <summary>The handle of what was sent, or of what came in a result: a task or a group, with its parents. Celery:
    /// <c>result_from_tuple</c>.</summary>
    public ResultBase Result(ResultTuple handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return ResultBase.From(this, handle);
    }

    /// <summary>Handle of a group that was saved in the backend, or null. Celery: <c>GroupResult.restore(id)</c>.</summary>
    /// <exception cref="ResultReadException">It cannot be read, or the backend keeps no groups.</exception>
    public async ValueTask<GroupResult?> RestoreGroupAsync(string groupId, CancellationToken cancellationToken = default) =>
        await Backend.RestoreGroupAsync(groupId, cancellationToken).ConfigureAwait(false) is { } group ? new GroupResult(this, group) : null;

    /// <summary>Closes connections; bounded in time.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await CloseAsync(() => Events.DisposeAsync().AsTask(), "events").ConfigureAwait(false);
        await CloseAsync(Control.CloseAsync, "the reply queue of remote control").ConfigureAwait(false);
        await CloseAsync(() => Backend.DisposeAsync().AsTask(), Backend.DisplayUrl).ConfigureAwait(false);
        await CloseAsync(() => Broker.DisposeAsync().AsTask(), Broker.DisplayUrl).ConfigureAwait(false);
        if (!ReferenceEquals(Broker, ReadBroker))
        {
            await CloseAsync(() => ReadBroker.DisposeAsync().AsTask(), ReadBroker.DisplayUrl).ConfigureAwait(false);
        }
    }

    private static bool EndsInGroup(Signature signature) => EndsInGroup(CanvasReader.Read(signature));

    private static bool EndsInGroup(CanvasNode node) => node.Kind switch
    {
        CanvasKind.Group => true,
        CanvasKind.Chain => node.Parts is [.., var last] && EndsInGroup(last.Unrolled()),
        CanvasKind.Chord => node.Body is { } body && EndsInGroup(body),
        _ => false,
    };

    private ValueTask<(string Id, bool IgnoreResult)> SendCoreAsync(
        string name, IReadOnlyList<object?>? args, IReadOnlyDictionary<string, object?>? kwargs, TaskSendOptions? options,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return Publisher.SendTaskAsync(name, args, kwargs, options, cancellationToken);
    }

    private async Task CloseAsync(Func<Task> close, string name)
    {
        try
        {
            await close().WaitAsync(CloseTimeout, Time).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            ProducingLog.CloseFailed(_logger, name, e is TimeoutException
                ? string.Create(CultureInfo.InvariantCulture, $"not done after {CloseTimeout.TotalSeconds} s.")
                : e.Message);
        }
    }
}
