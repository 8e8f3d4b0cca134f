namespace Interop.Protocol.Serialization.Json;

/// <summary>What <see cref="WireJsonReader"/> stands on.</summary>
public enum WireJsonToken : byte
{
    /// <summary>Nothing has been read yet.</summary>
    None,

    /// <summary><c>{</c></summary>
    StartObject,

    /// <summary><c>}</c></summary>
    EndObject,

    /// <summary><c>[</c></summary>
    StartArray,

    /// <summary><c>]</c></summary>
    EndArray,

    /// <summary>The name in front of a value of an object.</summary>
    PropertyName,

    /// <summary>A string.</summary>
    String,

    /// <summary>A number without fraction and exponent, of any size.</summary>
    Integer,

    /// <summary>A number with fraction or exponent, or <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    Float,

    /// <summary><c>true</c></summary>
    True,

    /// <summary><c>false</c></summary>
    False,

    /// <summary><c>null</c></summary>
    Null,
}
