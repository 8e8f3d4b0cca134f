using Interop.Protocol.Values;

namespace Interop.Protocol.Events;

/// <summary>One event as it was received: its fields as they came, and those that all have under names.</summary>
/// <remarks>Null means absent, null or of another type; nothing an event holds can make reading it fail. Celery: a <c>dict</c>.</remarks>
public sealed record CeleryEvent
{
    /// <summary>Wraps the fields.</summary>
    /// <param name="type">Type of the event, e.g. <c>task-received</c>.</param>
    /// <param name="fields">All fields, the type included; must not change afterwards.</param>
    public CeleryEvent(string type, WireMap fields)
    {
        Type = type;
        Fields = fields;
    }

    /// <summary>Type of the event, e.g. <c>task-received</c>.</summary>
    public string Type { get; }

    /// <summary>All fields in their order.</summary>
    public WireMap Fields { get; }

    /// <summary>What stands before the first dash of the type: <c>task</c>, <c>worker</c>.</summary>
    public string Group => EventTypes.Group(Type);

    /// <summary>The rest of the type: <c>received</c>.</summary>
    public string Subject => EventTypes.Subject(Type);

    /// <summary>Node name of the sender.</summary>
    public string? Hostname => Text("hostname");

    /// <summary>Process of the sender.</summary>
    public long? Pid => Integer("pid");

    /// <summary>The sender's logical clock; of <c>task-sent</c> the receiver's, since clients do not keep theirs in step.</summary>
    public long? Clock => Integer("clock");

    /// <summary>Hours that the sender lies west of UTC.</summary>
    public long? UtcOffset => Integer("utcoffset");

    /// <summary>Seconds since 1970 when it was sent, in the receiver's zone if it localizes.</summary>
    public double? Timestamp => Number("timestamp");

    /// <summary>Seconds since 1970 when it was received. Celery: <c>local_received</c>.</summary>
    public double? LocalReceived => Number("local_received");

    /// <summary>Id of the task it is about.</summary>
    public string? TaskId => Text("uuid");

    /// <summary>A field that is text.</summary>
    public string? Text(string field) => Fields[field]?.AsStringOrNull();

    /// <summary>A field that is a whole number of 64 bits.</summary>
    public long? Integer(string field) => Fields[field] is { } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>A field that is a number.</summary>
    public double? Number(string field) =>
        Fields[field] is { Kind: WireKind.Integer or WireKind.Float } value ? value.AsDouble() : null;
}
