using System.Diagnostics.CodeAnalysis;
using Interop.Client;
using Interop.Client.Brokers;
using Interop.Worker.Execution;

namespace Interop.Worker.Registration;

/// <summary>The worker builder's options with the app's settings filled in; they do not change.</summary>
internal sealed record WorkerSettings
{
    public required string NodeName { get; init; }

    public required int Concurrency { get; init; }

    public required int PrefetchMultiplier { get; init; }

    public required IReadOnlyList<QueueDeclaration> Queues { get; init; }

    public required IReadOnlyList<string> AcceptContent { get; init; }

    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(25);

    public UndeliverablePolicy Undeliverable { get; init; }

    public UnknownTaskPolicy UnknownTasks { get; init; }

    public TimeSpan ParkDelay { get; init; } = TimeSpan.FromSeconds(30);

    public int ParkLimit { get; init; } = 1000;

    public IReadOnlyList<Func<TaskContext, TaskDelegate, Task>> Middleware { get; init; } = [];

    public bool SendTaskEvents { get; init; }

    public bool SendHeartbeats { get; init; } = true;

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(2);

    public bool Gossip { get; init; } = true;

    /// <exception cref="ArgumentOutOfRangeException">An option that no worker can have.</exception>
    /// <exception cref="ArgumentException">A serializer to accept is not registered.</exception>
    public static WorkerSettings From(CeleryWorkerBuilder builder, CeleryApp app)
    {
        var settings = new WorkerSettings
        {
            NodeName = ExpandNodeName(builder.NodeName, Environment.MachineName),
            Concurrency = builder.Concurrency ?? app.Options.WorkerConcurrency ?? Environment.ProcessorCount,
            PrefetchMultiplier = builder.PrefetchMultiplier ?? app.Options.WorkerPrefetchMultiplier,
            Queues = builder.Queues.Count > 0 ? [.. builder.Queues.Select(app.Router.Queue)] : app.Router.ConfiguredQueues,
            AcceptContent = builder.AcceptContent is { } accept ? [.. accept] : app.Options.AcceptContent,
            ShutdownTimeout = builder.ShutdownTimeout,
            Undeliverable = builder.Undeliverable,
            UnknownTasks = builder.UnknownTasks,
            ParkDelay = builder.ParkDelay,
            ParkLimit = builder.ParkLimit,
            Middleware = [.. builder.Middleware],
            SendTaskEvents = builder.SendTaskEvents ?? app.Options.WorkerSendTaskEvents,
            SendHeartbeats = builder.SendHeartbeats,
            HeartbeatInterval = builder.HeartbeatInterval,
            Gossip = builder.Gossip,
        };
        Check(settings.AcceptContent.Count > 0, nameof(AcceptContent), "empty", "at least json, or nothing could be read");
        app.Serializers.Accept(settings.AcceptContent);
        Check(settings.Concurrency > 0, nameof(Concurrency), settings.Concurrency, "at least 1");
        Check(settings.PrefetchMultiplier >= 0, nameof(PrefetchMultiplier), settings.PrefetchMultiplier, "0 for no limit, or more");
        Check(settings.ParkDelay > TimeSpan.Zero, nameof(ParkDelay), settings.ParkDelay, "more than zero");
        Check(settings.ParkLimit >= 0, nameof(ParkLimit), settings.ParkLimit, "0 or more");
        Check(settings.HeartbeatInterval > TimeSpan.Zero, nameof(HeartbeatInterval), settings.HeartbeatInterval, "more than zero");
        Check(settings.ShutdownTimeout >= TimeSpan.Zero, nameof(ShutdownTimeout), settings.ShutdownTimeout, "zero or more");
        return settings;
    }

    /// <summary>Celery's <c>host_format</c>: <c>%h</c> host, <c>%n</c> its first label, <c>%d</c> the rest, <c>%%</c> a percent sign.</summary>
    internal static string ExpandNodeName(string name, string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        var expanded = name.Replace("%%", "\0", StringComparison.Ordinal)
            .Replace("%h", host, StringComparison.Ordinal)
            .Replace("%n", dot < 0 ? host : host[..dot], StringComparison.Ordinal)
            .Replace("%d", dot < 0 ? "" : host[(dot + 1)..], StringComparison.Ordinal)
            .Replace('\0', '%');
        return expanded.Contains('@', StringComparison.Ordinal) ? expanded : $"{expanded}@{host}";
    }

    private static void Check([DoesNotReturnIf(false)] bool holds, string option, object value, string expected)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(option, value, $"The worker option {option} is {value}; expected {expected}.");
        }
    }
}
