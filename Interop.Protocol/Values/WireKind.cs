namespace Interop.Protocol.Values;

/// <summary>The kinds of Python value that cross the wire.</summary>
public enum WireKind : byte
{
    /// <summary>Python <c>None</c>.</summary>
    None,

    /// <summary>Python <c>bool</c>.</summary>
    Boolean,

    /// <summary>Python <c>int</c>, of any size.</summary>
    Integer,

    /// <summary>Python <c>float</c>.</summary>
    Float,

    /// <summary>Python <c>str</c>; may hold lone surrogates.</summary>
    String,

    /// <summary>Python <c>bytes</c>.</summary>
    Bytes,

    /// <summary>Python <c>list</c>.</summary>
    List,

    /// <summary>Python <c>tuple</c>.</summary>
    Tuple,

    /// <summary>Python <c>set</c> or <c>frozenset</c>.</summary>
    Set,

    /// <summary>Python <c>dict</c>, in insertion order.</summary>
    Map,

    /// <summary>Python <c>datetime.datetime</c>, naive or aware.</summary>
    DateTime,

    /// <summary>Python <c>datetime.date</c>.</summary>
    Date,

    /// <summary>Python <c>datetime.time</c>, kept as its <c>isoformat</c> text.</summary>
    Time,

    /// <summary>Python <c>decimal.Decimal</c>, kept as its text so that no digit is lost.</summary>
    Decimal,

    /// <summary>Python <c>uuid.UUID</c>.</summary>
    Uuid,
}
