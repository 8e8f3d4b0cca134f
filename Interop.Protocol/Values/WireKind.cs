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

    /// <summary>Python <c>set</c>.</summary>
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

    /// <summary>Python <c>frozenset</c>.</summary>
    FrozenSet,

    /// <summary>Python <c>bytearray</c>.</summary>
    ByteArray,

    /// <summary>Python <c>datetime.timedelta</c>.</summary>
    TimeDelta,

    /// <summary>Python <c>complex</c>.</summary>
    Complex,

    /// <summary>A Python 2 <c>str</c> whose bytes no decoding rule turned into text.</summary>
    LegacyString,

    /// <summary>An exception, as its class and arguments; never an instance of anything.</summary>
    Exception,

    /// <summary>An object of another class, as what its pickle says about it; never an instance of anything.</summary>
    Object,

    /// <summary>A class, by module and name.</summary>
    Class,

    /// <summary>The place where a container contains itself; Python prints it as <c>[...]</c>.</summary>
    Recursion,
}
