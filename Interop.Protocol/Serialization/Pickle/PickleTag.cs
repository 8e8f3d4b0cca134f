namespace Interop.Protocol.Serialization.Pickle;

/// <summary>What the machine may do with a class or function that a pickle names, and what an object on its stack came from.</summary>
internal enum PickleTag : byte
{
    /// <summary>A class that may be named, and nothing else.</summary>
    Inert,

    /// <summary>Not on the list: an exception, an enum member or a named tuple, if the pickle has the shape of one.</summary>
    Unknown,

    /// <summary>A known exception class.</summary>
    Exception,

    /// <summary>A known enum class: called with a value, or asked for a member by name.</summary>
    Enum,

    /// <summary>An instance is kept as an object in whatever shape it comes.</summary>
    Kept,

    /// <summary>A class of time zones, kept as an object; a datetime asks it for its offset.</summary>
    TimeZone,

    /// <summary>A class that the app has registered.</summary>
    Registered,

    /// <summary>An object that is complete: what is built on it later is refused.</summary>
    Finished,
    DateTime,
    Date,
    Time,
    TimeDelta,
    Decimal,
    Uuid,
    Fraction,
    Complex,
    OrderedDict,
    DefaultDict,
    Deque,
    Set,
    FrozenSet,
    Range,
    Slice,
    Bytes,
    ByteArray,
    DictLike,
    TextLike,

    /// <summary>The first of the functions: they may be called and are never data.</summary>
    CodecsEncode,
    Reconstructor,
    NewObj,
    NewObjEx,
    GetAttr,
    Or,
    TypeOf,
    Signature,
    ZoneUnpickle,
    ObjectNew,
    KeptFunction,
    ZoneFunction,
}
