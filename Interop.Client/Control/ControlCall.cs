namespace Interop.Client.Control;

/// <summary>Who is to carry out a command and how long answers are waited for.</summary>
/// <remarks>Celery: the options of <c>app.control.broadcast</c>.</remarks>
public sealed record ControlCall
{
    /// <summary>Every worker, with an answer, within a second.</summary>
    public static ControlCall Default { get; } = new();

    /// <summary>Node names, e.g. <c>celery@host</c>; null for all workers. With names the wait ends when each has answered.
    /// Celery: <c>destination</c>.</summary>
    public IReadOnlyList<string>? Destination { get; init; }

    /// <summary>A pattern of node names; workers before Celery 5.2 do not know it and feel meant. Counts without
    /// <see cref="Destination"/>. Celery: <c>pattern</c>.</summary>
    public string? Pattern { get; init; }

    /// <summary>How <see cref="Pattern"/> is read: <c>glob</c>, the default, or <c>pcre</c>. Celery: <c>matcher</c>.</summary>
    public string Matcher { get; init; } = "glob";

    /// <summary>How long to wait for the next answer. Default 1 s. Celery: <c>timeout</c>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The number of answers after which the wait ends; null for the number of <see cref="Destination"/>. Celery: <c>limit</c>.</summary>
    public int? Limit { get; init; }

    /// <summary>False asks for no answer: a command then completes when the broker has it. Default true. Celery: <c>reply</c>,
    /// which is false there.</summary>
    public bool WaitsForReplies { get; init; } = true;

    /// <summary>A call to one worker.</summary>
    /// <param name="node">Its node name.</param>
    public static ControlCall To(string node) => new() { Destination = [node] };
}
