namespace Interop.Client.Resp;

/// <summary>The type byte of a reply, RESP2 and RESP3; both spellings of null are one kind.</summary>
internal enum RespReplyKind : byte
{
    Null,
    SimpleString,
    Error,
    Integer,
    Bulk,
    Array,
    Double,
    Boolean,
    BigNumber,
    Verbatim,
    Map,
    Set,
    Push,
}
