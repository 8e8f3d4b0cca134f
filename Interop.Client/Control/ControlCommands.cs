using Interop.Protocol.Values;

namespace Interop.Client.Control;

/// <summary>Celery's commands to workers. Each returns what the workers said (<c>ok</c>), and in <see cref="ReplyDictionary{T}.Errors"/> why
/// some could not do it; nothing when no answer was asked for.</summary>
/// <remarks>Celery: <c>celery/app/control.py</c>, <c>Control</c>. All throw <see cref="Brokers.BrokerUnreachableException"/> when no broker
/// took the command.</remarks>
public static class ControlCommands
{
    /// <summary>Tells workers to drop tasks when they meet them. Celery: <c>revoke</c>.</summary>
    /// <param name="control">The app's control.</param>
    /// <param name="taskIds">The tasks.</param>
    /// <param name="terminate">True to end them also when they run.</param>
    /// <param name="signal">Name of the signal that ends them.</param>
    /// <param name="call">Who is meant; all if null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<ReplyDictionary<string>> RevokeAsync(
        this RemoteControl control, IReadOnlyList<string> taskIds, bool terminate = false, string signal = "SIGTERM",
        ControlCall? call = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taskIds);
        var ids = taskIds is [var only] ? WireValue.String(only) : Texts(taskIds);
        return SendAsync(control, "revoke",
            new WireMap().With("task_id", ids).With("terminate", terminate).With("signal", signal), call, cancellationToken);
    }

    /// <summary>Ends tasks that run, and drops those that do not yet. Celery: <c>terminate</c>.</summary>
    public static Task<ReplyDictionary<string>> TerminateAsync(
        this RemoteControl control, IReadOnlyList<string> taskIds, string signal = "SIGTERM", ControlCall? call = null,
        CancellationToken cancellationToken = default) =>
        RevokeAsync(control, taskIds, terminate: true, signal, call, cancellationToken);

    /// <summary>Tells workers to drop tasks that carry a stamp. From Celery 5.3 on. Celery: <c>revoke_by_stamped_headers</c>.</summary>
    /// <param name="control">The app's control.</param>
    /// <param name="headers">Values by stamp; a task is dropped when it has any of them.</param>
    /// <param name="terminate">True to end them also when they run.</param>
    /// <param name="signal">Name of the signal that ends them.</param>
    /// <param name="call">Who is meant; all if null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<ReplyDictionary<string>> RevokeByStampedHeadersAsync(
        this RemoteControl control, IReadOnlyDictionary<string, IReadOnlyList<string>> headers, bool terminate = false,
        string signal = "SIGTERM", ControlCall? call = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var map = new WireMap();
        foreach (var (header, values) in headers)
        {
            map.Set(header, Texts(values));
        }

        return SendAsync(control, "revoke_by_stamped_headers",
            new WireMap().With("headers", map).With("terminate", terminate).With("signal", signal), call, cancellationToken);
    }

    /// <summary>Changes how often a task may run in each worker. Celery: <c>rate_limit</c>.</summary>
    /// <param name="control">The app's control.</param>
    /// <param name="taskName">Name of the task.</param>
    /// <param name="rateLimit">E.g. <c>10/s</c>, <c>100/m</c>, <c>1/h</c>; empty for no limit.</param>
    /// <param name="call">Who is meant; all if null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<ReplyDictionary<string>> RateLimitAsync(
        this RemoteControl control, string taskName, string rateLimit, ControlCall? call = null, CancellationToken cancellationToken = default) =>
        SendAsync(control, "rate_limit", new WireMap().With("task_name", taskName).With("rate_limit", rateLimit), call, cancellationToken);

    /// <summary>Changes how long a task may run. Celery: <c>time_limit</c>.</summary>
    /// <param name="control">The app's control.</param>
    /// <param name="taskName">Name of the task.</param>
    /// <param name="soft">The soft limit; null for none.</param>
    /// <param name="hard">The hard limit; null for none.</param>
    /// <param name="call">Who is meant; all if null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<ReplyDictionary<string>> TimeLimitAsync(
        this RemoteControl control, string taskName, TimeSpan? soft = null, TimeSpan? hard = null, ControlCall? call = null,
        CancellationToken cancellationToken = default) => SendAsync(control, "time_limit",
            new WireMap().With("task_name", taskName).With("hard", Seconds(hard)).With("soft", Seconds(soft)), call, cancellationToken);

    /// <summary>Makes workers consume a queue. Celery: <c>add_consumer</c>.</summary>
    /// <param name="control">The app's control.</param>
    /// <param name="queue">Name of the queue.</param>
    /// <param name="exchange">Name of its exchange; the queue's name if null.</param>
    /// <param name="exchangeType">Type of that exchange.</param>
    /// <param name="routingKey">Binding key; the queue's name if null.</param>
    /// <param name="call">Who is meant; all if null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<ReplyDictionary<string>> AddConsumerAsync(
        this RemoteControl control, string queue, string? exchange = null, string exchangeType = "direct", string? routingKey = null,
        ControlCall? call = null, CancellationToken cancellationToken = default) => SendAsync(control, "add_consumer",
            new WireMap().With("queue", queue).With("exchange", exchange).With("routing_key", routingKey).With("exchange_type", exchangeType),
            call, cancellationToken);

    /// <summary>Makes workers consume a queue no longer. Celery: <c>cancel_consumer</c>.</summary>
    public static Task<ReplyDictionary<string>> CancelConsumerAsync(
        this RemoteControl control, string queue, ControlCall? call = null, CancellationToken cancellationToken = default) =>
        SendAsync(control, "cancel_consumer", new WireMap().With("queue", queue), call, cancellationToken);

    /// <summary>Gives pools more processes or slots. Celery: <c>pool_grow</c>.</summary>
    public static Task<ReplyDictionary<string>> PoolGrowAsync(
        this RemoteControl control, int count = 1, ControlCall? call = null, CancellationToken cancellationToken = default) =>
        SendAsync(control, "pool_grow", new WireMap().With("n", count), call, cancellationToken);

    /// <summary>Takes processes or slots from pools. Celery: <c>pool_shrink</c>.</summary>
    public static Task<ReplyDictionary<string>> PoolShrinkAsync(
        this RemoteControl control, int count = 1, ControlCall? call = null, CancellationToken cancellationToken = default) =>
        SendAsync(control, "pool_shrink", new WireMap().With("n", count), call, cancellationToken);

    /// <summary>Replaces the processes of pools; workers must be set to allow it. Celery: <c>pool_restart</c>.</summary>
    public static Task<ReplyDictionary<string>> PoolRestartAsync(
        this RemoteControl control, ControlCall? call = null, CancellationToken cancellationToken = default) => SendAsync(control, "pool_restart",
            new WireMap().With("modules", WireValue.None).With("reload", false).With("reloader", WireValue.None), call, cancellationToken);

    /// <summary>Changes between what pools grow and shrink by themselves. Celery: <c>autoscale</c>.</summary>
    public static Task<ReplyDictionary<string>> AutoscaleAsync(
        this RemoteControl control, int max, int min, ControlCall? call = null, CancellationToken cancellationToken = default) =>
        SendAsync(control, "autoscale", new WireMap().With("max", max).With("min", min), call, cancellationToken);

    /// <summary>Makes workers tell of their tasks. Celery: <c>enable_events</c>.</summary>
    public static Task<ReplyDictionary<string>> EnableEventsAsync(
        this RemoteControl control, ControlCall? call = null, CancellationToken cancellationToken = default) =>
        SendAsync(control, "enable_events", null, call, cancellationToken);

    /// <summary>Makes workers tell of their tasks no longer. Celery: <c>disable_events</c>.</summary>
    public static Task<ReplyDictionary<string>> DisableEventsAsync(
        this RemoteControl control, ControlCall? call = null, CancellationToken cancellationToken = default) =>
        SendAsync(control, "disable_events", null, call, cancellationToken);

    /// <summary>Makes workers send a heartbeat now. Celery: <c>heartbeat</c>.</summary>
    public static Task<ReplyDictionary<string>> HeartbeatAsync(
        this RemoteControl control, ControlCall? call = null, CancellationToken cancellationToken = default) =>
        SendAsync(control, "heartbeat", null, call, cancellationToken);

    /// <summary>Lets the fleet choose one worker to do something. No worker answers. Celery: <c>election</c>.</summary>
    /// <param name="control">The app's control.</param>
    /// <param name="id">Id of the election.</param>
    /// <param name="topic">What it is about; <c>task</c> makes the winner send the signature in <paramref name="action"/>.</param>
    /// <param name="action">What the winner is to do.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task ElectionAsync(
        this RemoteControl control, string id, string topic, WireValue action, CancellationToken cancellationToken = default) =>
        SendAsync(control, "election", new WireMap().With("id", id).With("topic", topic).With("action", action),
            ControlCall.Default with { WaitsForReplies = false }, cancellationToken);

    /// <summary>Stops workers, warm. No worker answers. Celery: <c>shutdown</c>.</summary>
    /// <param name="control">The app's control.</param>
    /// <param name="call">Who is meant; all workers of the broker if null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task ShutdownAsync(this RemoteControl control, ControlCall? call = null, CancellationToken cancellationToken = default) =>
        SendAsync(control, "shutdown", null, (call ?? ControlCall.Default) with { WaitsForReplies = false }, cancellationToken);

    private static async Task<ReplyDictionary<string>> SendAsync(
        RemoteControl control, string command, WireMap? arguments, ControlCall? call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(control);
        var replies = await control.BroadcastAsync(command, arguments, call, cancellationToken).ConfigureAwait(false);
        return WorkerInspector.Sort(replies, WorkerInspector.TextOf);
    }

    private static WireValue Texts(IEnumerable<string> texts) => WireValue.List([.. texts.Select(WireValue.String)]);

    private static WireValue Seconds(TimeSpan? span) => span is { } some ? WireValue.Float(some.TotalSeconds) : WireValue.None;
}
