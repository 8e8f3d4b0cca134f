using System.Globalization;
using Interop.Client.Configuration;
using Interop.Protocol;
using Interop.Protocol.Values;

namespace Interop.Worker.Control;

/// <summary>The answer to <c>stats</c>. Celery: <c>WorkController.stats</c>, <c>TaskPool._get_info</c>, <c>kombu.Connection.info</c>.</summary>
internal static class WorkerStats
{
    public static WireValue Of(ControlPanel panel)
    {
        var runtime = panel.Runtime;
        var total = new WireMap();
        foreach (var (name, count) in runtime.State.Totals)
        {
            total.Set(name, count);
        }

        var stats = new WireMap(9)
            .With("total", total)
            .With("pid", runtime.ProcessId)
            .With("clock", runtime.App.Clock.Value.ToString(CultureInfo.InvariantCulture))
            .With("uptime", (long)Math.Round((runtime.Clock.Now - panel.StartedOn).TotalSeconds))
            .With("pool", Pool(panel));
        if (panel.Autoscaler is { } autoscaler)
        {
            var (max, min, current, queued) = autoscaler.Info;
            stats.With("autoscaler", new WireMap(4).With("max", max).With("min", min).With("current", current).With("qty", queued));
        }

        return stats
            .With("broker", Broker(runtime.App.Options))
            .With("prefetch_count", Math.Max(panel.Gate.Current, 0))
            .With("rusage", ResourceUsage.Read() is { } usage ? usage : "N/A");
    }

    private static WireMap Pool(ControlPanel panel)
    {
        var options = panel.Runtime.App.Options;
        var processes = panel.Pool.ProcessIds;
        var pool = new WireMap(7);
        if (options.Release >= CeleryRelease.V55)
        {
            pool.With("implementation", panel.Pool.Implementation);
        }

        return pool
            .With("max-concurrency", panel.Pool.Concurrency)
            .With("processes", WireValue.List([.. processes.Select(pid => WireValue.Integer(pid))]))
            .With("max-tasks-per-child", MaxTasksPerChild(panel))
            .With("put-guarded-by-semaphore", false)
            .With("timeouts", WireValue.List([Seconds(options.TaskSoftTimeLimit), Seconds(options.TaskTimeLimit)]))
            .With("writes", Writes(panel, processes.Count));
    }

    private static WireValue MaxTasksPerChild(ControlPanel panel) =>
        panel.Pool.Writes is not null && panel.Runtime.Settings.MaxTasksPerChild is { } most ? most : "N/A";

    // Celery: AsynPool.human_write_stats. A pool without children is shown as one whose only child gets everything.
    private static WireMap Writes(ControlPanel panel, int processes)
    {
        var all = panel.Runtime.State.Totals.Values.Sum();
        var counts = panel.Pool.Writes ?? (all == 0 ? [] : [all]);
        var total = counts.Sum();
        return new WireMap(6)
            .With("total", total)
            .With("avg", Share(total == 0 ? 0 : (double)total / counts.Count, total))
            .With("all", string.Join(", ", counts.Select(count => Share(count, total))))
            .With("raw", string.Join(", ", counts))
            .With("strategy", "fair")
            .With("inqueues", new WireMap(2).With("total", processes).With("active", 0));
    }

    private static string Share(double part, long total) => (part == 0 ? 0 : part / total).ToString("0.00", CultureInfo.InvariantCulture);

    private static WireMap Broker(CeleryOptions options)
    {
        var addresses = BrokerUrl.ParseAll(options.BrokerReadUrl ?? options.BrokerUrl);
        var first = addresses[0];
        var isAmqp = first.Scheme is "amqp" or "amqps" or "pyamqp";
        var secure = first.Scheme is "amqps" or "rediss";
        var path = first.Path.Length > 0 ? first.Path : isAmqp ? "/" : first.Scheme.StartsWith("redis", StringComparison.Ordinal) ? "0" : "/";
        var broker = new WireMap(15)
            .With("hostname", first.Host ?? "localhost")
            .With("userid", first.User ?? (isAmqp ? "guest" : null))
            .With("virtual_host", path)
            .With("port", first.Port is { } port ? port : isAmqp ? (secure ? 5671 : 5672)
                : first.Scheme.StartsWith("redis", StringComparison.Ordinal) ? 6379 : WireValue.None)
            .With("insist", false)
            .With("ssl", secure)
            .With("transport", isAmqp ? "amqp" : first.Scheme.StartsWith("redis", StringComparison.Ordinal) ? "redis" : first.Scheme)
            .With("connect_timeout", Seconds(options.BrokerConnectionTimeout))
            .With("transport_options", TransportOptions(options))
            .With("login_method", isAmqp ? "PLAIN" : null)
            .With("uri_prefix", WireValue.None)
            .With("heartbeat", options.BrokerHeartbeat.TotalSeconds)
            .With("failover_strategy", options.BrokerFailoverStrategy)
            .With("alternates", WireValue.List([.. addresses.Skip(1).Select(address => WireValue.String(address.ToString()))]));
        return options.Release >= CeleryRelease.V56 ? broker.With("credential_provider", WireValue.None) : broker;
    }

    // Names that hold secrets are masked by the table of settings.
    private static WireValue TransportOptions(CeleryOptions options) =>
        SettingsTable.Of(options, withDefaults: true)["broker_transport_options"] is { Kind: WireKind.Map } map ? map : new WireMap();

    // Whole seconds as the int that Python's settings have.
    private static WireValue Seconds(TimeSpan? span)
    {
        var seconds = span?.TotalSeconds ?? 0;
        return double.IsInteger(seconds) ? WireValue.Integer((long)seconds) : WireValue.Float(seconds);
    }
}
