namespace Interop.Protocol.Inspection;

/// <summary>What a message is.</summary>
public enum InspectionKind
{
    /// <summary>None of what Celery writes.</summary>
    Unknown,

    /// <summary>A call of a task.</summary>
    Task,

    /// <summary>A result: a stored document, a group's, a part of a chord, or a message of the rpc backend.</summary>
    Result,

    /// <summary>An event, or a list of events (<c>task.multi</c>).</summary>
    Event,

    /// <summary>A remote control request. Celery: <c>kombu.pidbox</c>.</summary>
    Control,

    /// <summary>The reply to one.</summary>
    Reply,
}
