namespace Interop.Client.Resp;

/// <summary>What a reply may claim before it is refused as a protocol error.</summary>
internal sealed record RespLimits
{
    public static readonly RespLimits Default = new();

    /// <summary>Bytes of one bulk string. The server's own <c>proto-max-bulk-len</c> is 512 MB.</summary>
    public int MaxBulkLength { get; init; } = 512 * 1024 * 1024;

    /// <summary>Items of one array, set or push; for a map, keys and values together.</summary>
    public int MaxArrayLength { get; init; } = 16 * 1024 * 1024;

    /// <summary>Arrays inside arrays.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Bytes of a simple string, an error text or a number.</summary>
    public int MaxLineLength { get; init; } = 64 * 1024;
}
