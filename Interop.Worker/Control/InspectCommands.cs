using System.Globalization;
using Interop.Client.Configuration;
using Interop.Protocol.Text;
using Interop.Protocol.Values;
using Interop.Worker.Diagnostics;
using Interop.Worker.Registration;

namespace Interop.Worker.Control;

/// <summary>Commands that only look. Celery: the <c>inspect_command</c>s of <c>celery/worker/control.py</c>.</summary>
internal static class InspectCommands
{
    /// <summary>The priority that kombu's timer gives to everything.</summary>
    private const int TimerPriority = 6;

    public static IReadOnlyList<ControlCommand> All { get; } =
    [
        new("ping", "**", (_, _) => ControlPanel.Ok("pong")),
        new("report", "", (panel, _) => ControlPanel.Ok(WorkerReport.Of(panel.Runtime))),
        new("conf dump_conf", "with_defaults= **", (panel, arguments) =>
            SettingsTable.Of(panel.Runtime.App.Options, arguments.IsTrue("with_defaults"))),
        new("query_task", "ids **", QueryTask),
        new("clock", "**", (panel, _) => new WireMap(1).With("clock", panel.Runtime.App.Clock.Value)),
        new("hello", "from_node revoked= **", Hello),
        new("stats", "**", (panel, _) => WorkerStats.Of(panel)),
        new("scheduled dump_schedule", "**", Scheduled),
        new("reserved dump_reserved", "**", (panel, _) =>
            WireValue.List([.. panel.Waiting().Select(task => TaskInfo.Of(panel.Runtime, task))])),
        new("active dump_active", "safe= **", (panel, arguments) => WireValue.List(
            [.. panel.Runtime.State.Active.Select(task => TaskInfo.Of(panel.Runtime, task, arguments.IsTrue("safe")))])),
        new("revoked dump_revoked", "**", (panel, _) =>
            WireValue.List([.. panel.Runtime.State.Revoked.Snapshot().Select(entry => WireValue.String(entry.Id))])),
        new("registered dump_tasks", "taskinfoitems= builtins= **", Registered),
        new("objgraph", "num= max_depth= type=", (_, _) =>
            throw new ControlCommandException("ImportError", "Requires the objgraph library")),
        new("memsample", "**", (panel, _) => panel.Memory.Take()),
        new("memdump", "samples= **", (panel, arguments) => panel.Memory.Dump(arguments.Number("samples", 10))),
        new("active_queues", "", (panel, _) => WireValue.List([.. panel.ActiveQueues.Select(QueueInfo.Of)])),
    ];

    private static WireValue QueryTask(ControlPanel panel, ControlArguments arguments)
    {
        var answer = new WireMap();
        var ids = ControlArguments.Items(arguments["ids"]).Select(id => id.AsStringOrNull()).OfType<string>().ToList();
        var tasks = panel.FindTasks(ids);
        foreach (var id in ids)
        {
            if (tasks.TryGetValue(id, out var task))
            {
                WireValue state = panel.Runtime.State.IsActive(task) ? "active" : "reserved";
                answer.Set(id, WireValue.List([state, TaskInfo.Of(panel.Runtime, task)]));
            }
        }

        return answer;
    }

    private static WireValue Hello(ControlPanel panel, ControlArguments arguments)
    {
        if (arguments.Text("from_node") == panel.Runtime.Settings.NodeName)
        {
            return WireValue.None;
        }

        Log.SyncWith(panel.Runtime.Logger, arguments.Shown("from_node"));
        RevokedExchange.Merge(panel.Runtime, arguments["revoked"]);
        return new WireMap(2)
            .With("revoked", RevokedExchange.ToMap(panel.Runtime))
            .With("clock", panel.Runtime.App.Clock.Forward());
    }

    private static WireValue Scheduled(ControlPanel panel, ControlArguments arguments) => WireValue.List(
    [
        .. panel.Sorter.Waiting.Read().Select(entry => WireValue.Map(new WireMap(3)
            .With("eta", IsoTimestamp.From(entry.Due).ToString())
            .With("priority", TimerPriority)
            .With("request", TaskInfo.Of(panel.Runtime, entry.Task)))),
    ]);

    private static WireValue Registered(ControlPanel panel, ControlArguments arguments)
    {
        var items = ControlArguments.Items(arguments["taskinfoitems"]).Select(item => item.AsStringOrNull()).OfType<string>().ToList();
        if (items.Count == 0)
        {
            items = ["exchange", "routing_key", "rate_limit"];
        }

        var names = panel.Runtime.Registry.Names;
        return WireValue.List(
        [
            .. names.Where(name => arguments.IsTrue("builtins") || !name.StartsWith("celery.", StringComparison.Ordinal))
                .Select(name => WireValue.String(Describe(panel.Runtime.Registry.Find(name)!, items))),
        ]);
    }

    private static string Describe(TaskDefinition task, List<string> items)
    {
        var fields = items.Distinct(StringComparer.Ordinal)
            .Select(item => (Item: item, Value: Attribute(task, item))).Where(field => field.Value is not null)
            .Select(field => $"{field.Item}={field.Value}").ToList();
        return fields.Count == 0 ? task.Name : $"{task.Name} [{string.Join(' ', fields)}]";
    }

    /// <summary>An attribute of a task as Python's <c>str</c> shows it; null for those that are None or not there.</summary>
    private static string? Attribute(TaskDefinition task, string name) => name switch
    {
        "name" => task.Name,
        "rate_limit" => task.Limits.Rate?.Text,
        "time_limit" => Seconds(task.TimeLimit),
        "soft_time_limit" => Seconds(task.SoftTimeLimit),
        "max_retries" => task.Options.MaxRetries?.ToString(CultureInfo.InvariantCulture),
        "default_retry_delay" => task.Options.RetryDelay.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        "acks_late" => Flag(task.AcksLate),
        "acks_on_failure_or_timeout" => Flag(task.AcksOnFailureOrTimeout),
        "ignore_result" => Flag(task.IgnoreResult),
        "store_errors_even_if_ignored" => Flag(task.StoreErrorsEvenIfIgnored),
        "track_started" => Flag(task.TrackStarted),
        _ => null,
    };

    private static string Flag(bool value) => value ? "True" : "False";

    private static string? Seconds(TimeSpan? span) => span?.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}
