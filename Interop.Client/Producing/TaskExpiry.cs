namespace Interop.Client.Producing;

/// <summary>When a task is no longer worth running: after a while, or at an instant. Celery: <c>expires</c>, seconds or
/// a datetime.</summary>
public readonly record struct TaskExpiry
{
    private TaskExpiry(TimeSpan? after, DateTimeOffset? at)
    {
        After = after;
        At = at;
    }

    /// <summary>Time from sending on; null when <see cref="At"/> is set.</summary>
    public TimeSpan? After { get; }

    /// <summary>The instant, sent with its own offset; null when <see cref="After"/> is set.</summary>
    public DateTimeOffset? At { get; }

    /// <summary>Expires a while after it was sent.</summary>
    public static implicit operator TaskExpiry(TimeSpan after) => new(after, null);

    /// <summary>Expires at an instant.</summary>
    public static implicit operator TaskExpiry(DateTimeOffset at) => new(null, at);
}
