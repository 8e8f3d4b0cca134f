namespace Interop.Protocol.Serialization.Json;

/// <summary>How values that JSON has no form for are written. Both dialects are always read.</summary>
public enum JsonDialect
{
    /// <summary>kombu 5.3 and later: <c>{"__type__": "datetime", "__value__": "…"}</c>. The default.</summary>
    Typed,

    /// <summary>kombu up to 5.2: plain text; bytes cannot be written.</summary>
    Plain,
}
