using Interop.Client.Brokers;
using Interop.Protocol.Values;
using Interop.Worker.Diagnostics;

namespace Interop.Worker.Control;

/// <summary>Commands that change the worker: its events, pool and queues, and its end. Celery: <c>celery/worker/control.py</c>.</summary>
internal static class WorkerCommands
{
    public static IReadOnlyList<ControlCommand> All { get; } =
    [
        new("enable_events", "", (panel, _) => ControlPanel.Ok(
            panel.Runtime.Events.EnableTaskEvents() ? "task events enabled" : "task events already enabled")),
        new("disable_events", "", (panel, _) => ControlPanel.Ok(
            panel.Runtime.Events.DisableTaskEvents() ? "task events disabled" : "task events already disabled")),
        new("heartbeat", "", Heartbeat),
        new("election", "id topic action= **", Election),
        new("pool_grow", "n= **", (panel, arguments) => Resize(panel, arguments.Number("n", 1), grow: true)),
        new("pool_shrink", "n= **", (panel, arguments) => Resize(panel, arguments.Number("n", 1), grow: false)),
        new("pool_restart", "modules= reload= reloader= **", RestartPool),
        new("autoscale", "max= min=", Autoscale),
        new("add_consumer", "queue exchange= exchange_type= routing_key= **", AddConsumer),
        new("cancel_consumer", "queue **", CancelConsumer),
        new("shutdown", "msg= **", ShutDown) { NeverReplies = true },
    ];

    private static WireValue Heartbeat(ControlPanel panel, ControlArguments arguments)
    {
        panel.Runtime.Events.SendHeartbeat();
        return WireValue.None;
    }

    private static WireValue Election(ControlPanel panel, ControlArguments arguments)
    {
        panel.Runtime.Events.StartElection(arguments.Shown("id"), arguments.Shown("topic"), arguments["action"]);
        return WireValue.None;
    }

    private static WireValue Resize(ControlPanel panel, int count, bool grow)
    {
        var command = grow ? "pool_grow" : "pool_shrink";
        if (panel.Autoscaler is not null)
        {
            return ControlPanel.Error($"{command} is not supported with autoscale. Adjust autoscale range instead.");
        }

        if (grow)
        {
            panel.Pool.Grow(count);
        }
        else
        {
            panel.Pool.Shrink(count);
        }

        panel.Gate.SetSlots(panel.Pool.Concurrency);
        return ControlPanel.Ok(grow ? "pool will grow" : "pool will shrink");
    }

    // There is no code to be loaded again: modules, reload and reloader are of Python only.
    private static WireValue RestartPool(ControlPanel panel, ControlArguments arguments)
    {
        if (!panel.Runtime.App.Options.WorkerPoolRestarts)
        {
            throw ControlCommandException.ValueError("Pool restarts not enabled");
        }

        panel.Pool.Restart();
        return ControlPanel.Ok("reload started");
    }

    private static WireValue Autoscale(ControlPanel panel, ControlArguments arguments)
    {
        var autoscaler = panel.Autoscaler ?? throw ControlCommandException.ValueError("Autoscale not enabled");
        var (max, min) = autoscaler.Update(Bound("max"), Bound("min"));
        return ControlPanel.Ok($"autoscale now max={max} min={min}");

        int? Bound(string name) => arguments[name].IsNone ? null : arguments.Number(name, 0);
    }

    // The answer does not wait for the broker, as in Celery: call_soon.
    private static WireValue AddConsumer(ControlPanel panel, ControlArguments arguments)
    {
        var name = arguments.Text("queue") ?? throw ControlCommandException.TypeError("queue must be a str");
        panel.Later(async token =>
        {
            if (await panel.Queues.AddAsync(Declaration(panel, arguments, name), token).ConfigureAwait(false))
            {
                Log.ConsumingQueue(panel.Runtime.Logger, name);
            }
        });
        return ControlPanel.Ok($"add consumer {name}");
    }

    private static WireValue CancelConsumer(ControlPanel panel, ControlArguments arguments)
    {
        var name = arguments.Shown("queue");
        panel.Later(async token =>
        {
            if (await panel.Queues.CancelAsync(name, token).ConfigureAwait(false))
            {
                Log.NoLongerConsuming(panel.Runtime.Logger, name);
            }
        });
        return ControlPanel.Ok($"no longer consuming from {name}");
    }

    /// <summary>A queue that is configured as it is configured; any other as the command says.</summary>
    private static QueueDeclaration Declaration(ControlPanel panel, ControlArguments arguments, string name)
    {
        var router = panel.Runtime.App.Router;
        if (router.ConfiguredQueues.FirstOrDefault(queue => queue.Name == name) is { } configured)
        {
            return configured;
        }

        var known = panel.Runtime.Settings.Queues.FirstOrDefault(queue => queue.Name == name);
        return known ?? new QueueDeclaration
        {
            Name = name,
            Exchange = new ExchangeDeclaration
            {
                Name = arguments.Text("exchange") ?? name,
                Type = arguments.Text("exchange_type") is { Length: > 0 } type ? type : "direct",
            },
            RoutingKey = arguments.Text("routing_key") is { Length: > 0 } key ? key : name,
            Durable = arguments.All["durable"] is null || arguments.IsTrue("durable"),
            Exclusive = arguments.IsTrue("exclusive"),
            AutoDelete = arguments.IsTrue("auto_delete"),
        };
    }

    private static WireValue ShutDown(ControlPanel panel, ControlArguments arguments)
    {
        Log.ShutdownRequested(panel.Runtime.Logger, arguments.Text("msg") ?? "Got shutdown from remote");
        panel.Runtime.ShutDown?.Invoke();
        return WireValue.None;
    }
}
