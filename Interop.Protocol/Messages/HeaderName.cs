namespace Interop.Protocol.Messages;

/// <summary>The headers of a v2 task, in the order Python writes them, and <c>compression</c>.</summary>
internal enum HeaderName : byte
{
    Unknown,
    Lang,
    Task,
    Id,
    Shadow,
    Eta,
    Expires,
    Group,
    GroupIndex,
    Retries,
    TimeLimit,
    RootId,
    ParentId,
    ArgsRepr,
    KwargsRepr,
    Origin,
    IgnoreResult,
    ReplacedTaskNesting,
    StampedHeaders,
    Stamps,
    Compression,
}
