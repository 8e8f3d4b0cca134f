namespace Interop.Client.Configuration;

/// <summary>One entry of <c>task_routes</c>.</summary>
public sealed record TaskRoute
{
    /// <summary>Task name or glob pattern such as <c>billing.*</c>. Python's <c>fnmatch</c> rules.</summary>
    public required string Pattern { get; init; }

    /// <summary>Queue to send to.</summary>
    public string? Queue { get; init; }

    /// <summary>Exchange to send to.</summary>
    public string? Exchange { get; init; }

    /// <summary>Routing key to send with.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>Priority to send with.</summary>
    public int? Priority { get; init; }
}
