namespace Interop.Client.Configuration;

/// <summary>One entry of <c>task_routes</c>. What the call itself says wins over it.</summary>
public sealed record TaskRoute
{
    /// <summary>Task name or glob pattern such as <c>billing.*</c>. Python's <c>fnmatch</c> rules; without a <c>*</c> it
    /// is a name.</summary>
    public required string Pattern { get; init; }

    /// <summary>Queue to send to.</summary>
    public string? Queue { get; init; }

    /// <summary>Exchange to send to.</summary>
    public string? Exchange { get; init; }

    /// <summary>Routing key to send with.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>Priority to send with.</summary>
    public int? Priority { get; init; }

    /// <summary>Decides for every call of a matching task, given its name, and wins over the properties above; null
    /// passes the
    /// call on to the next route. Must be fast and thread safe. Celery: a function in <c>task_routes</c>.</summary>
    public Func<string, TaskRoute?>? Choose { get; init; }

    /// <summary>A route that a function decides for every task.</summary>
    public static TaskRoute From(Func<string, TaskRoute?> choose) => new() { Pattern = "*", Choose = choose };
}
