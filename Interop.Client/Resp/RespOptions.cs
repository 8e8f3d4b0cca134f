namespace Interop.Client.Resp;

/// <summary>Everything one logical connection needs to know; immutable once a client holds it.</summary>
internal sealed record RespOptions
{
    /// <summary>Servers tried in turn, one per connection attempt. Ignored when <see cref="Sentinel"/> is set.</summary>
    public IReadOnlyList<RespEndpoint> Endpoints { get; init; } = [new RespEndpoint("localhost")];

    public RespSentinelOptions? Sentinel { get; init; }

    public int Database { get; init; }

    /// <summary>ACL user; null sends the password alone, as servers before 6.0 want it.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Null is plain text. Applies to the servers and to the sentinels.</summary>
    public RespTlsOptions? Tls { get; init; }

    /// <summary>Shown by <c>CLIENT LIST</c>. Spaces are replaced, the server refuses them.</summary>
    public string? ClientName { get; init; }

    /// <summary>Limit for dialling, TLS and login together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time a command may take from the call to the reply, waiting for a connection included.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Commands written and not yet answered, before further callers have to wait.</summary>
    public int MaxInFlight { get; init; } = 16 * 1024;

    /// <summary>Bytes accepted and not yet handed to the socket, before further callers have to wait.</summary>
    public int MaxUnsentBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>A PING is sent when nothing was sent for this long. kombu: <c>health_check_interval</c>, 25 s.</summary>
    public TimeSpan HealthCheckInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Wait after the first failed attempt to connect; doubles up to <see cref="ReconnectMaxDelay"/>.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan ReconnectMaxDelay { get; init; } = TimeSpan.FromSeconds(5);

    public RespLimits Limits { get; init; } = RespLimits.Default;

    /// <summary>Log text and exceptions must never show the password.</summary>
    public override string ToString() =>
        Sentinel is { } s ? $"sentinel {s.MasterName} via {string.Join(", ", s.Endpoints)}/{Database}"
        : $"{string.Join(", ", Endpoints)}/{Database}";
}
