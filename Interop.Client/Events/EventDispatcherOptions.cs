namespace Interop.Client.Events;

/// <summary>Who sends events, and which.</summary>
public sealed record EventDispatcherOptions
{
    /// <summary>Node name of the sender; null for that of a client, <c>gen&lt;pid&gt;@host</c>.</summary>
    public string? Hostname { get; init; }

    /// <summary>Groups of events that are sent, e.g. <c>worker</c>; null for all. Default null. Celery: <c>groups</c>.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>The group whose events travel together in one message; null for none. Default null. Celery: <c>buffer_group</c>.</summary>
    public string? BufferGroup { get; init; }

    /// <summary>Most events of that group in one message. Default 24. Celery: <c>buffer_limit</c>.</summary>
    public int BufferLimit { get; init; } = 24;

    /// <summary>Most messages that wait while the broker is away; beyond it the oldest are dropped. Default 2000. Celery has no bound.</summary>
    public int MostWaiting { get; init; } = 2000;

    /// <summary>Most bytes of them. Default 32 MiB.</summary>
    public long MostWaitingBytes { get; init; } = 32 << 20;
}
