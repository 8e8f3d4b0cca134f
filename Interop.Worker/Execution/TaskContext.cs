using Interop.Client;
using Interop.Client.Backends;
using Interop.Client.Brokers;
using Interop.Client.Producing;
using Interop.Protocol.Messages;
using Interop.Protocol.Results;
using Interop.Worker.Registration;
using Interop.Worker.Registration.Binding;
using Interop.Worker.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Interop.Worker.Execution;

/// <summary>One run of a task, as its code sees it. Celery: <c>Task.request</c> together with the bound <c>self</c>.</summary>
/// <remarks>Valid while the task runs. Its members may be used from any thread, one at a time.</remarks>
public sealed partial class TaskContext : ParentTask
{
    private readonly WorkerRuntime _runtime;
    private List<ResultTuple>? _children;
    private AsyncServiceScope? _scope;
    private CancellationToken? _token;
    private CancellationTokenSource? _stop;
    private ITimer? _patience;
    private int _stopAsked;
    private int _over;

    internal TaskContext(WorkerRuntime runtime, TaskDefinition definition, TaskMessage message, Delivery delivery)
    {
        _runtime = runtime;
        Definition = definition;
        Message = message;
        Delivery = delivery;
    }

    /// <summary>Id of the task. Celery: <c>request.id</c>.</summary>
    public override string Id => Message.Id;

    /// <summary>Registered name of the task.</summary>
    public string Name => Definition.Name;

    /// <summary>Id of the first task of the workflow; null when the sender named none. Celery: <c>request.root_id</c>.</summary>
    public override string? RootId => Message.Headers.RootId;

    /// <summary>Id of the task that sent this one. Celery: <c>request.parent_id</c>.</summary>
    public string? ParentId => Message.Headers.ParentId;

    /// <summary>Group the task belongs to. Celery: <c>request.group</c>.</summary>
    public string? Group => Message.Headers.Group;

    /// <summary>How often the task was retried before this run. Celery: <c>request.retries</c>.</summary>
    public int Retries => Message.Headers.Retries;

    /// <summary>The arguments as they came.</summary>
    public TaskArguments Arguments => Message.Arguments;

    /// <summary>The headers; custom ones are in <see cref="MessageHeaders.Extra"/>. Celery: <c>request.headers</c>.</summary>
    public MessageHeaders Headers => Message.Headers;

    /// <summary>Exchange, routing key, redelivery and other properties. Celery: <c>request.delivery_info</c>, <c>request.properties</c>.</summary>
    public MessageProperties Properties => Message.Properties;

    /// <inheritdoc/>
    public override int? Priority => Message.Properties.Priority;

    /// <summary>The whole message.</summary>
    public TaskMessage Message { get; }

    /// <summary>Queue the message came from.</summary>
    public string Queue => Delivery.Queue;

    /// <summary>Node name of the worker. Celery: <c>request.hostname</c>.</summary>
    public string Hostname => _runtime.Settings.NodeName;

    /// <summary>When the task was to start; null for at once. Celery: <c>request.eta</c>.</summary>
    public DateTimeOffset? Eta =>
        Message.Headers.Eta is { } eta ? _runtime.Clock.ToInstant(eta, Message.Utc) : null;

    /// <summary>When the task is no longer worth running. Celery: <c>request.expires</c>.</summary>
    public DateTimeOffset? Expires =>
        Message.Headers.Expires is { } expires ? _runtime.Clock.ToInstant(expires, Message.Utc) : null;

    /// <summary>Cancelled when a time limit is over or when the worker cannot wait any longer. A task that then ends by
    /// <see cref="OperationCanceledException"/> failed with the limit, or goes back to its queue if it is acknowledged late.</summary>
    public CancellationToken CancellationToken => _token ?? Stop().Token;

    /// <summary>A log of the task's own; its category is the task's name. Celery: <c>get_task_logger</c>.</summary>
    public ILogger Logger => Definition.Logger;

    /// <summary>Services of this run's scope, which is made at the first use and disposed when the task ends.</summary>
    public IServiceProvider Services => (_scope ??= _runtime.Scopes?.CreateAsyncScope()
        ?? throw new InvalidOperationException($"Task {Name} asks for services, but its worker has none. Run it in a host.")).ServiceProvider;

    /// <summary>The app, for sending other tasks: they become children of this one.</summary>
    public CeleryApp App => _runtime.App;

    internal TaskDefinition Definition { get; }

    internal Delivery Delivery { get; }

    internal TimeLimitWatch? Limits { get; set; }

    internal TaskEnding Ending { get; set; }

    /// <summary>Why the task was revoked; meaningful when <see cref="Ending"/> is <see cref="TaskEnding.Revoked"/>.</summary>
    internal Revocation Revocation { get; set; }

    /// <summary>What was stored of its exception.</summary>
    internal RemoteError? Error { get; set; }

    /// <summary>True once the broker was told to forget the message. Celery: <c>Request.acknowledged</c>.</summary>
    internal bool IsAcknowledged { get; set; }

    /// <summary>Wall clock at the start of the task's code; null before it. Celery: <c>Request.time_start</c>.</summary>
    internal DateTimeOffset? StartedOn { get; set; }

    /// <summary>The process that runs the task's code; null before it. Celery: <c>Request.worker_pid</c>.</summary>
    internal int? WorkerPid { get; set; }

    /// <summary>True once somebody asked for its end while it was here: it is then revoked, not failed.</summary>
    internal bool IsTerminated { get; set; }

    /// <summary>The signal it was terminated with, for the event.</summary>
    internal int? Signal { get; set; }

    /// <summary>True when its message is delivered again by a broker that lost us, so that this run is not to count.</summary>
    internal bool IsCancelled { get; set; }

    /// <summary>Where the code runs, in the async pool.</summary>
    internal Pools.AsyncSlot? Slot { get; set; }

    /// <summary>True when the code ended after the end of the task had been recorded by somebody else.</summary>
    internal bool IsAbandoned { get; set; }

    /// <summary>Called when the code goes on although it was told to end some time ago; null where nothing else can be done.</summary>
    internal Action<TaskContext>? Overdue { get; set; }

    internal TaskReturn Result { get; set; } = TaskReturn.None;

    internal Exception? Exception { get; set; }

    /// <summary>True when its message was acknowledged before it ran.</summary>
    internal bool IsAcknowledgedEarly { get; set; }

    /// <summary>Where the code ran in another process: <see cref="TaskConclusion.RetryCause"/> as found there.</summary>
    internal string? RetryCause { get; set; }

    internal Task EarlyAck { get; set; } = Task.CompletedTask;

    internal Task StartedRecord { get; set; } = Task.CompletedTask;

    internal long StartedAt { get; set; }

    internal long EndedAt { get; set; }

    /// <summary>Name for logs: the sender's <c>shadow</c> or the task's own.</summary>
    internal string DisplayName => string.IsNullOrEmpty(Message.Headers.Shadow) ? Name : Message.Headers.Shadow;

    internal ResultRoute Route => new(Message.Properties.ReplyTo, Message.Properties.CorrelationId ?? Id);

    internal IReadOnlyList<ResultTuple> Children
    {
        get
        {
            if (_children is null)
            {
                return [];
            }

            lock (_children)
            {
                return [.. _children];
            }
        }
    }

    /// <inheritdoc/>
    public override void AddChild(ResultTuple child)
    {
        var children = _children ?? Interlocked.CompareExchange(ref _children, [], null) ?? _children!;
        lock (children)
        {
            children.Add(child);
        }
    }

    /// <summary>A context for running another task of this worker within this run, under the same id.</summary>
    /// <exception cref="NotRegisteredException">The worker has no such task.</exception>
    internal TaskContext ForInlineCall(string taskName, TaskArguments arguments) => new(
        _runtime, _runtime.Registry.Find(taskName) ?? throw new NotRegisteredException(taskName),
        Message with { Arguments = arguments, Embed = TaskEmbed.Empty }, Delivery) { _token = CancellationToken };

    /// <summary>Asks the code to end, by its token.</summary>
    internal void CancelCode()
    {
        Volatile.Write(ref _stopAsked, 1);
        Interlocked.MemoryBarrier();
        try
        {
            Volatile.Read(ref _stop)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The task ended in the same moment.
        }
    }

    /// <summary>As without patience; when the code has not ended after <paramref name="patience"/>, it is overdue.</summary>
    internal void CancelCode(TimeProvider time, TimeSpan patience)
    {
        if (Overdue is { } overdue)
        {
            Interlocked.CompareExchange(
                ref _patience,
                time.CreateTimer(_ => overdue(this), null, patience, Timeout.InfiniteTimeSpan),
                null);
        }

        CancelCode();
    }

    /// <summary>True for the first of those who say that the run is over: its own code, or whoever does not wait for it.</summary>
    internal bool TryEnd() => Interlocked.Exchange(ref _over, 1) == 0;

    internal async ValueTask DisposeScopeAsync()
    {
        Limits?.Dispose();
        if (_patience is { } patience)
        {
            await patience.DisposeAsync().ConfigureAwait(false);
        }

        if (_stop is { } stop)
        {
            _token ??= stop.Token;
            stop.Dispose();
        }

        if (_scope is { } scope)
        {
            _scope = null;
            await scope.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Most tasks never look at their token: its source is made when they do.
    private CancellationTokenSource Stop()
    {
        if (Volatile.Read(ref _stop) is { } known)
        {
            return known;
        }

        var made = CancellationTokenSource.CreateLinkedTokenSource(_runtime.Aborted);
        if (Interlocked.CompareExchange(ref _stop, made, null) is { } first)
        {
            made.Dispose();
            return first;
        }

        if (Volatile.Read(ref _stopAsked) != 0)
        {
            made.Cancel();
        }

        return made;
    }
}
