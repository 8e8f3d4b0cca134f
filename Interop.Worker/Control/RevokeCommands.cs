using System.Text;
using Interop.Client.Backends;
using Interop.Protocol;
using Interop.Protocol.Results;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Interop.Worker.Diagnostics;
using Interop.Worker.Execution;
using Interop.Worker.State;

namespace Interop.Worker.Control;

/// <summary>Commands that keep tasks from being run, or end them. Celery: <c>revoke</c> and its neighbours in
/// <c>celery/worker/control.py</c>.</summary>
internal static class RevokeCommands
{
    /// <summary>How long the record of a revoked task may take to be stored; the answer waits for it.</summary>
    private static readonly TimeSpan StoreLimit = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<ControlCommand> All { get; } =
    [
        new("revoke", "task_id terminate= signal= **", (panel, arguments, token) =>
            RevokeAsync(panel, arguments, arguments.IsTrue("terminate"), token)),
        new("terminate", "signal task_id **", (panel, arguments, token) => RevokeAsync(panel, arguments, terminate: true, token)),
        new("revoke_by_stamped_headers", "headers terminate= signal= **", RevokeByStamps),
    ];

    private static async ValueTask<WireValue> RevokeAsync(
        ControlPanel panel, ControlArguments arguments, bool terminate, CancellationToken cancellationToken)
    {
        var runtime = panel.Runtime;
        var ids = ControlArguments.Items(arguments["task_id"])
            .Select(id => id.AsStringOrNull() ?? throw ControlCommandException.TypeError(
                $"sequence item 0: expected str instance, {PythonRepr.Format(id)} found"))
            .Distinct(StringComparer.Ordinal).ToList();
        foreach (var id in ids)
        {
            runtime.State.Revoked.Add(id);
        }

        panel.StateChanged();
        panel.Pool.Recall();
        if (runtime.App.Options.Release >= CeleryRelease.V56)
        {
            await StoreRevokedAsync(runtime, ids, cancellationToken).ConfigureAwait(false);
        }

        if (terminate)
        {
            var signal = SignalArgument.Read(arguments["signal"]);
            var found = Terminate(panel, ids, signal);
            return ControlPanel.Ok(found.Count == 0 ? "terminate: tasks unknown" : $"terminate: {string.Join(", ", found)}");
        }

        var shown = string.Join(", ", ids);
        Log.TasksRevoked(runtime.Logger, shown);
        return ControlPanel.Ok($"tasks {(runtime.App.Options.Release >= CeleryRelease.V53 ? PythonSet(ids) : shown)} flagged as revoked");
    }

    /// <summary>Ends those that run; those that do not yet are dropped when their turn comes, for they are revoked.</summary>
    private static List<string> Terminate(ControlPanel panel, List<string> ids, int signal)
    {
        var tasks = panel.FindTasks(ids);
        var found = ids.Where(tasks.ContainsKey).ToList();
        foreach (var id in found)
        {
            Log.Terminating(panel.Runtime.Logger, id, signal);
            if (panel.Runtime.State.IsActive(tasks[id]))
            {
                panel.Pool.Terminate(tasks[id], signal);
            }
        }

        return found;
    }

    private static WireValue RevokeByStamps(ControlPanel panel, ControlArguments arguments)
    {
        var runtime = panel.Runtime;
        if (runtime.App.Options.Release < CeleryRelease.V53)
        {
            throw new ControlCommandException("KeyError", "revoke_by_stamped_headers");
        }

        var signal = SignalArgument.Read(arguments["signal"]);
        var headers = Headers(arguments["headers"]);
        foreach (var (header, stamps) in headers)
        {
            runtime.State.RevokedStamps.Add(header.AsStringOrNull() ?? "", RevokedStamps.Values(stamps));
        }

        panel.StateChanged();
        panel.Pool.Recall();
        if (!arguments.IsTrue("terminate"))
        {
            return ControlPanel.Ok($"headers {PythonRepr.Format(headers)} flagged as revoked, but not terminated");
        }

        var ended = new WireMap();
        foreach (var task in runtime.State.Active)
        {
            foreach (var (header, stamps) in headers)
            {
                var matching = RevokedStamps.Values(stamps)
                    .Intersect(task.Headers.Stamps?[header.AsStringOrNull() ?? ""] is { } own ? RevokedStamps.Values(own) : []).ToList();
                if (matching.Count > 0)
                {
                    var known = ended[header.AsStringOrNull() ?? ""] is { } before ? before.AsItems() : [];
                    ended.Set(header, WireValue.Set([.. known.Union(matching)]));
                    panel.Pool.Terminate(task, signal);
                }
            }
        }

        return ControlPanel.Ok(ended.Count == 0
            ? $"headers {PythonRepr.Format(headers)} were not terminated"
            : $"headers defaultdict(<class 'set'>, {PythonRepr.Format(ended)}) revoked");
    }

    // A map, or a list of "name=value".
    private static WireMap Headers(WireValue value)
    {
        if (value.TryGetMap(out var map))
        {
            return map;
        }

        var headers = new WireMap();
        foreach (var item in ControlArguments.Items(value))
        {
            var parts = (item.AsStringOrNull() ?? "").Split('=');
            if (parts.Length < 2)
            {
                throw new ControlCommandException("IndexError", "list index out of range");
            }

            headers.Set(parts[0], parts[1]);
        }

        return headers;
    }

    /// <summary>From Celery 5.6 on the command itself stores REVOKED, also of tasks it has never seen.</summary>
    private static async Task StoreRevokedAsync(WorkerRuntime runtime, List<string> ids, CancellationToken cancellationToken)
    {
        if (!runtime.App.Backend.IsEnabled)
        {
            return;
        }

        using var limit = new CancellationTokenSource(StoreLimit, runtime.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        foreach (var id in ids)
        {
            try
            {
                var meta = new ResultMeta
                {
                    TaskId = id,
                    Status = TaskState.Revoked,
                    Error = CeleryErrors.TaskRevoked("revoked"),
                    DateDone = runtime.Clock.DateDone(),
                };
                await runtime.App.Backend.StoreAsync(meta, new ResultRoute(null, id), either.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is BackendException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                Log.RevokedNotStored(runtime.Logger, id, e.Message);
            }
        }
    }

    private static string PythonSet(List<string> ids)
    {
        var text = new StringBuilder(ids.Count == 0 ? "set(" : "{");
        return text.AppendJoin(", ", ids.Select(id => PythonRepr.Format(id))).Append(ids.Count == 0 ? ')' : '}').ToString();
    }
}
