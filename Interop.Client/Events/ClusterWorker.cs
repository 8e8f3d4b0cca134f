using Interop.Protocol.Events;
using Interop.Protocol.Values;

namespace Interop.Client.Events;

/// <summary>A worker as its events tell of it. Immutable; null is what no event has told yet.</summary>
/// <remarks>Celery: <c>celery/events/state.py</c>, <c>Worker</c>.</remarks>
public sealed record ClusterWorker
{
    /// <summary>How many heartbeats are remembered. Celery: <c>heartbeat_max</c>.</summary>
    public const int MostHeartbeats = 4;

    /// <summary>A worker is taken for dead when no heartbeat came for this many times its interval. Celery: 200 %,
    /// <c>HEARTBEAT_EXPIRE_WINDOW</c>.</summary>
    public const double ExpireWindow = 2.0;

    /// <summary>Node name.</summary>
    public required string Hostname { get; init; }

    /// <summary>Its process.</summary>
    public long? Pid { get; init; }

    /// <summary>Seconds between its heartbeats. Default 60, until one told.</summary>
    public double Freq { get; init; } = 60;

    /// <summary>When the last heartbeats were received, oldest first, in seconds since 1970.</summary>
    public IReadOnlyList<double> Heartbeats { get; init; } = [];

    /// <summary>Its logical clock.</summary>
    public long Clock { get; init; }

    /// <summary>Tasks it runs now.</summary>
    public long? Active { get; init; }

    /// <summary>Tasks it began to run since it was started.</summary>
    public long? Processed { get; init; }

    /// <summary>Load of its machine over 1, 5 and 15 minutes. Celery: <c>loadavg</c>.</summary>
    public IReadOnlyList<double>? LoadAverage { get; init; }

    /// <summary>What it calls its software: <c>py-celery</c>. Celery: <c>sw_ident</c>.</summary>
    public string? SoftwareName { get; init; }

    /// <summary>Version of its software. Celery: <c>sw_ver</c>.</summary>
    public string? SoftwareVersion { get; init; }

    /// <summary>Its operating system. Celery: <c>sw_sys</c>.</summary>
    public string? SoftwareSystem { get; init; }

    /// <summary>Name and process: <c>w1@host.42</c>. Celery: <c>Worker.id</c>.</summary>
    public string Id => $"{Hostname}.{Pid?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "None"}";

    /// <summary>When it is taken for dead, in seconds since 1970; null where it is already.</summary>
    public double? HeartbeatExpires => Heartbeats.Count == 0 ? null : Heartbeats[^1] + Freq * ExpireWindow;

    /// <summary>Whether it seems to be alive.</summary>
    /// <param name="now">The time.</param>
    public bool IsAlive(DateTimeOffset now) => EventTime.Timestamp(now) < HeartbeatExpires;

    /// <summary>The worker after an event of its own.</summary>
    internal ClusterWorker After(CeleryEvent told)
    {
        var next = this with
        {
            Pid = told.Pid ?? Pid,
            Freq = told.Number("freq") ?? Freq,
            Clock = told.Clock ?? Clock,
            Active = told.Integer("active") ?? Active,
            Processed = told.Integer("processed") ?? Processed,
            LoadAverage = Load(told.Fields["loadavg"]) ?? LoadAverage,
            SoftwareName = told.Text("sw_ident") ?? SoftwareName,
            SoftwareVersion = told.Text("sw_ver") ?? SoftwareVersion,
            SoftwareSystem = told.Text("sw_sys") ?? SoftwareSystem,
        };
        return told.Subject == "offline" ? next with { Heartbeats = [] }
            : told is { LocalReceived: { } at and not 0, Timestamp: not (null or 0) } ? next.Beat(at) : next;
    }

    /// <summary>The worker after a sign of life.</summary>
    internal ClusterWorker Beat(double at)
    {
        var kept = Heartbeats.Skip(Heartbeats.Count >= MostHeartbeats ? 1 : 0).Append(at).Order();
        return this with { Heartbeats = [.. kept] };
    }

    private static double[]? Load(WireValue? value) =>
        value is { Kind: WireKind.List or WireKind.Tuple } list
        && list.AsItems().All(item => item.Kind is WireKind.Float or WireKind.Integer)
            ? [.. list.AsItems().Select(item => item.AsDouble())]
            : null;
}
