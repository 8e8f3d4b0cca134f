using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Interop.Client;
using Interop.Client.Brokers;
using Interop.Client.Configuration;
using Interop.Worker.Execution;

namespace Interop.Worker.Registration;

/// <summary>The worker builder's options with the app's settings filled in; they do not change.</summary>
internal sealed record WorkerSettings
{
    public required string NodeName { get; init; }

    public required int Concurrency { get; init; }

    public required int PrefetchMultiplier { get; init; }

    /// <summary>Takes a message only when a slot is free.</summary>
    public bool DisablePrefetch { get; init; }

    /// <summary>True when that is asked for and the broker pushes.</summary>
    public bool CannotDisablePrefetch { get; init; }

    public required IReadOnlyList<QueueDeclaration> Queues { get; init; }

    public required IReadOnlyList<string> AcceptContent { get; init; }

    public PoolKind Pool { get; init; }

    public int? MaxTasksPerChild { get; init; }

    /// <summary>KiB.</summary>
    public int? MaxMemoryPerChild { get; init; }

    public (int Max, int Min)? Autoscale { get; init; }

    /// <summary>Size of the pool at its start.</summary>
    public int InitialConcurrency => Autoscale?.Min ?? Concurrency;

    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(25);

    public UndeliverablePolicy Undeliverable { get; init; }

    public UnknownTaskPolicy UnknownTasks { get; init; }

    public TimeSpan ParkDelay { get; init; } = TimeSpan.FromSeconds(30);

    public int ParkLimit { get; init; } = 1000;

    public bool Mingle { get; init; } = true;

    public string? StateFile { get; init; }

    public IReadOnlyList<Func<TaskContext, TaskDelegate, Task>> Middleware { get; init; } = [];

    public bool SendTaskEvents { get; init; }

    public bool SendHeartbeats { get; init; } = true;

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(2);

    public bool Gossip { get; init; } = true;

    /// <exception cref="ArgumentOutOfRangeException">An option that no worker can have.</exception>
    /// <exception cref="ArgumentException">A serializer to accept is not registered.</exception>
    /// <exception cref="ImproperlyConfiguredException">A queue is not listed and may not be created.</exception>
    public static WorkerSettings From(CeleryWorkerBuilder builder, CeleryApp app)
    {
        var disablePrefetch = builder.DisablePrefetch ?? app.Options.WorkerDisablePrefetch;
        var pushes = app.ReadBroker.DriverName == "amqp";
        var nodeName = ExpandNodeName(builder.NodeName, Environment.MachineName);
        var settings = new WorkerSettings
        {
            NodeName = nodeName,
            Concurrency = builder.Concurrency ?? app.Options.WorkerConcurrency ?? Environment.ProcessorCount,
            PrefetchMultiplier = builder.PrefetchMultiplier ?? app.Options.WorkerPrefetchMultiplier,
            DisablePrefetch = disablePrefetch && !pushes,
            CannotDisablePrefetch = disablePrefetch && pushes,
            Queues = QueueSelection.Of(app, builder.Queues, builder.ExcludedQueues, nodeName),
            AcceptContent = builder.AcceptContent is { } accept ? [.. accept] : app.Options.AcceptContent,
            Pool = builder.Pool ?? app.Options.WorkerPool,
            MaxTasksPerChild = builder.MaxTasksPerChild ?? app.Options.WorkerMaxTasksPerChild,
            MaxMemoryPerChild = builder.MaxMemoryPerChild ?? app.Options.WorkerMaxMemoryPerChild,
            Autoscale = builder.Autoscale is { } autoscale ? ReadAutoscale(autoscale) : null,
            ShutdownTimeout = builder.ShutdownTimeout,
            Undeliverable = builder.Undeliverable,
            UnknownTasks = builder.UnknownTasks,
            ParkDelay = builder.ParkDelay,
            ParkLimit = builder.ParkLimit,
            Mingle = builder.Mingle,
            StateFile = builder.StateFile ?? app.Options.WorkerStateDb,
            Middleware = [.. builder.Middleware],
            SendTaskEvents = builder.SendTaskEvents ?? app.Options.WorkerSendTaskEvents,
            SendHeartbeats = builder.SendHeartbeats,
            HeartbeatInterval = builder.HeartbeatInterval,
            Gossip = builder.Gossip,
        };
        Check(settings.AcceptContent.Count > 0, nameof(AcceptContent), "empty", "at least json, or nothing could be read");
        app.Serializers.Accept(settings.AcceptContent);
        Check(settings.Concurrency > 0, nameof(Concurrency), settings.Concurrency, "at least 1");
        Check(settings.MaxTasksPerChild is null or > 0, nameof(MaxTasksPerChild), settings.MaxTasksPerChild ?? 0, "at least 1");
        Check(settings.MaxMemoryPerChild is null or > 0, nameof(MaxMemoryPerChild), settings.MaxMemoryPerChild ?? 0, "at least 1 KiB");
        if (settings.Pool == PoolKind.Solo)
        {
            Check(settings.Autoscale is null, nameof(Autoscale), builder.Autoscale!, "none with the solo pool");
            settings = settings with { Concurrency = 1 };
        }
        else if (settings.Autoscale is { } scale)
        {
            settings = settings with { Concurrency = scale.Max };
        }

        Check(settings.PrefetchMultiplier >= 0, nameof(PrefetchMultiplier), settings.PrefetchMultiplier, "0 for no limit, or more");
        Check(settings.ParkDelay > TimeSpan.Zero, nameof(ParkDelay), settings.ParkDelay, "more than zero");
        Check(settings.ParkLimit >= 0, nameof(ParkLimit), settings.ParkLimit, "0 or more");
        Check(settings.HeartbeatInterval > TimeSpan.Zero, nameof(HeartbeatInterval), settings.HeartbeatInterval, "more than zero");
        Check(settings.ShutdownTimeout >= TimeSpan.Zero, nameof(ShutdownTimeout), settings.ShutdownTimeout, "zero or more");
        return settings;
    }

    /// <summary>Celery's <c>--autoscale</c>: <c>max,min</c>, or <c>max</c> alone for a minimum of 0, which we take for 1.</summary>
    internal static (int Max, int Min) ReadAutoscale(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var valid = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var max);
        var min = 1;
        valid &= parts.Length == 1
            || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out min));
        min = Math.Max(1, min);
        Check(valid && max >= min, nameof(Autoscale), text, "max,min with max not less than min, e.g. 10,3");
        return (max, min);
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
