using Interop.Protocol.Values;

namespace Interop.Client.Control;

/// <summary>Questions to workers, which change nothing there. Celery: <c>celery/app/control.py</c>, <c>Inspect</c>.</summary>
/// <remarks>Nobody who answers in time is an empty result, never an exception. All methods throw
/// <see cref="Brokers.BrokerUnreachableException"/> when no broker took the question.</remarks>
public sealed class WorkerInspector
{
    private readonly RemoteControl _control;
    private readonly ControlCall _call;

    internal WorkerInspector(RemoteControl control, ControlCall call)
    {
        _control = control;
        _call = call with { WaitsForReplies = true };
    }

    /// <summary>Who is there; the value is <c>pong</c>. Celery: <c>ping()</c>.</summary>
    public Task<ReplyDictionary<string>> PingAsync(CancellationToken cancellationToken = default) =>
        AskAsync("ping", null, TextOf, cancellationToken);

    /// <summary>Tasks that run. Celery: <c>active()</c>.</summary>
    /// <param name="safe">Asks for reprs of the arguments instead of the arguments.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ReplyDictionary<IReadOnlyList<InspectedTask>>> ActiveAsync(bool safe = false, CancellationToken cancellationToken = default) =>
        AskAsync("active", safe ? new WireMap().With("safe", true) : null, Tasks, cancellationToken);

    /// <summary>Tasks that wait for a slot. Celery: <c>reserved()</c>.</summary>
    public Task<ReplyDictionary<IReadOnlyList<InspectedTask>>> ReservedAsync(CancellationToken cancellationToken = default) =>
        AskAsync("reserved", null, Tasks, cancellationToken);

    /// <summary>Tasks that wait for their time. Celery: <c>scheduled()</c>.</summary>
    public Task<ReplyDictionary<IReadOnlyList<ScheduledTask>>> ScheduledAsync(CancellationToken cancellationToken = default) =>
        AskAsync<IReadOnlyList<ScheduledTask>>("scheduled", null, value => ReplyReading.Maps(value, ScheduledTask.Read), cancellationToken);

    /// <summary>Ids of tasks that are not to be run. Celery: <c>revoked()</c>.</summary>
    public Task<ReplyDictionary<IReadOnlyList<string>>> RevokedAsync(CancellationToken cancellationToken = default) =>
        AskAsync<IReadOnlyList<string>>("revoked", null, ReplyReading.Texts, cancellationToken);

    /// <summary>Registered tasks, with attributes behind their names. Celery: <c>registered()</c>.</summary>
    /// <param name="attributes">Attributes to name, e.g. <c>rate_limit</c>; null for the standard ones.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ReplyDictionary<IReadOnlyList<string>>> RegisteredAsync(
        IReadOnlyList<string>? attributes = null, CancellationToken cancellationToken = default) => AskAsync<IReadOnlyList<string>>(
            "registered",
            new WireMap().With("taskinfoitems", WireValue.Tuple([.. (attributes ?? []).Select(WireValue.String)])),
            ReplyReading.Texts, cancellationToken);

    /// <summary>What workers know of tasks; those that none has in hand are left out. Celery: <c>query_task(*ids)</c>.</summary>
    public Task<ReplyDictionary<IReadOnlyDictionary<string, QueriedTask>>> QueryTaskAsync(
        IReadOnlyList<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return AskAsync("query_task", new WireMap().With("ids", WireValue.List([.. ids.Select(WireValue.String)])), Queried, cancellationToken);
    }

    /// <summary>Queues that are consumed. Celery: <c>active_queues()</c>.</summary>
    public Task<ReplyDictionary<IReadOnlyList<InspectedQueue>>> ActiveQueuesAsync(CancellationToken cancellationToken = default) =>
        AskAsync<IReadOnlyList<InspectedQueue>>("active_queues", null, value => ReplyReading.Maps(value, InspectedQueue.Read), cancellationToken);

    /// <summary>Process, pool, broker and use of resources. Celery: <c>stats()</c>.</summary>
    public Task<ReplyDictionary<WorkerStatistics>> StatsAsync(CancellationToken cancellationToken = default) =>
        AskAsync("stats", null, value => WorkerStatistics.Read(MapOf(value)), cancellationToken);

    /// <summary>Settings by Celery's names, secrets masked. Celery: <c>conf()</c>.</summary>
    /// <param name="withDefaults">True for all settings, not only for those that were changed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ReplyDictionary<WireMap>> ConfAsync(bool withDefaults = false, CancellationToken cancellationToken = default) =>
        AskAsync("conf", new WireMap().With("with_defaults", withDefaults), MapOf, cancellationToken);

    /// <summary>A text for bug reports. Celery: <c>report()</c>.</summary>
    public Task<ReplyDictionary<string>> ReportAsync(CancellationToken cancellationToken = default) =>
        AskAsync("report", null, TextOf, cancellationToken);

    /// <summary>Logical clocks. Celery: <c>clock()</c>.</summary>
    public Task<ReplyDictionary<long>> ClockAsync(CancellationToken cancellationToken = default) =>
        AskAsync("clock", null, value => ReplyReading.Integer(MapOf(value)["clock"]) ?? 0, cancellationToken);

    /// <summary>Resident memory as text, e.g. <c>51.023MB</c>; empty from a Python worker without psutil. Celery: <c>memsample()</c>.</summary>
    public Task<ReplyDictionary<string>> MemSampleAsync(CancellationToken cancellationToken = default) =>
        AskAsync("memsample", null, TextOf, cancellationToken);

    /// <summary>The samples taken so far, as text. Celery: <c>memdump()</c>.</summary>
    /// <param name="samples">How many of them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ReplyDictionary<string>> MemDumpAsync(int samples = 10, CancellationToken cancellationToken = default) =>
        AskAsync("memdump", new WireMap().With("samples", samples), TextOf, cancellationToken);

    /// <summary>Any question, its answers as they came.</summary>
    /// <param name="command">Name of the command.</param>
    /// <param name="arguments">Its keyword arguments.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<ReplyDictionary<WireValue>> AskAsync(string command, WireMap? arguments = null, CancellationToken cancellationToken = default) =>
        AskAsync(command, arguments, value => value, cancellationToken);

    private async Task<ReplyDictionary<T>> AskAsync<T>(
        string command, WireMap? arguments, Func<WireValue, T> read, CancellationToken cancellationToken) =>
        Sort(await _control.BroadcastAsync(command, arguments, _call, cancellationToken).ConfigureAwait(false), read);

    internal static ReplyDictionary<T> Sort<T>(IReadOnlyList<ControlReply> replies, Func<WireValue, T> read)
    {
        var values = new Dictionary<string, T>(StringComparer.Ordinal);
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var reply in replies)
        {
            if (reply.Error is { } error)
            {
                errors[reply.Node] = error;
            }
            else
            {
                values[reply.Node] = read(reply.Value);
            }
        }

        return new ReplyDictionary<T>(values, errors);
    }

    internal static string TextOf(WireValue value) => value.TryGetMap(out var map)
        ? map["ok"]?.AsStringOrNull() ?? ""
        : value.AsStringOrNull() ?? "";

    private static WireMap MapOf(WireValue value) => value.TryGetMap(out var map) ? map : new WireMap();

    private static IReadOnlyList<InspectedTask> Tasks(WireValue value) => ReplyReading.Maps(value, InspectedTask.Read);

    private static IReadOnlyDictionary<string, QueriedTask> Queried(WireValue value)
    {
        var all = new Dictionary<string, QueriedTask>(StringComparer.Ordinal);
        foreach (var (id, pair) in MapOf(value))
        {
            if (id.AsStringOrNull() is { } key && pair.TryGetItems(out var parts) && parts is [var state, var task] && task.TryGetMap(out var map))
            {
                all[key] = new QueriedTask(state.AsStringOrNull() ?? "", InspectedTask.Read(map));
            }
        }

        return all;
    }
}
